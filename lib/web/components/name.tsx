// A name from the report: set apart from the text around it, whichever direction it is written in, and never cut.
import { Fragment } from 'preact';

/** In letters: a shorter name fits where names are shown. A text with spaces has places to break. */
const LONG_NAME = 26;

/** A long name may go on in the next line after a slash, before it has to within a word. */
export function Name({ text }: { readonly text: string }) {
  if (text.length < LONG_NAME || text.includes(' ')) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {text.split('/').map((part, index) => (
        <Fragment key={index}>
          {index === 0 ? null : (
            <>
              /<wbr />
            </>
          )}
          {part}
        </Fragment>
      ))}
    </bdi>
  );
}
