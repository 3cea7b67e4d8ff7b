// Links to the views; the one that is shown is marked.
import { currentAddress, viewHref } from '../state/location.ts';
import { VIEWS } from '../views/views.ts';

export function Navigation() {
  const { view } = currentAddress();
  return (
    <nav class="page-nav no-print" aria-label="Views">
      <ul>
        {VIEWS.map(({ name, title }) => (
          <li key={name}>
            <a href={viewHref(name)} aria-current={name === view ? 'page' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
