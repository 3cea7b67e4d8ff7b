// Below every view: the keyboard, and where the data is.

const KEYS: readonly (readonly [string, string])[] = [
  ['Tab', 'to the next control; first of all the link that skips to the view'],
  ['Enter', 'opens a row, a group of the map, a link'],
  ['↑ ↓', 'from row to row, once one has the focus; scroll a table that has it'],
  ['Esc', 'closes the detail of a connection, and goes back to its row'],
  ['Alt ←', 'back, as in every page: the address keeps the view and its filters'],
];

export function Footer() {
  return (
    <footer class="page-foot no-print">
      <details>
        <summary>Keyboard</summary>
        <ul>
          {KEYS.map(([key, does]) => (
            <li key={key}>
              <kbd>{key}</kbd> {does}
            </li>
          ))}
        </ul>
      </details>
      <p>The report is in this page: nothing is sent, nothing is fetched from elsewhere.</p>
    </footer>
  );
}
