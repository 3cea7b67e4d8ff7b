// A time of the report, which is always UTC: `2026-11-01 00:00`.

/** `text` is RFC 3339 with a Z, else it is shown as it is. */
export function Time({ text }: { readonly text: string }) {
  const [, date, minutes, seconds] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):(\d\d)Z$/.exec(text) ?? [];
  if (date === undefined) return <bdi>{text}</bdi>;
  return (
    <time dateTime={text}>
      {date} {minutes}
      {seconds === '00' ? '' : `:${seconds}`}
    </time>
  );
}
