// A name from the report: set apart from the text around it, whichever direction it is written in, and never cut.

export function Name({ text }: { readonly text: string }) {
  return <bdi>{text}</bdi>;
}
