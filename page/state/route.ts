import { signal } from '@preact/signals';

/** What the page shows. */
export type Route =
  | { view: 'overview' }
  | { view: 'ingestion'; id: string }
  | { view: 'syncs' }
  | { view: 'sync'; name: string }
  | { view: 'new' };

/** What the address asks for. */
export const route = signal(parseRoute(location.hash));

addEventListener('hashchange', () => {
  route.value = parseRoute(location.hash);
});

/** Reads the part of an address behind `#`. What it does not know is the overview. */
export function parseRoute(hash: string): Route {
  const [view, ...rest] = hash.replace(/^#\/?/, '').split('/');
  const id = decode(rest.join('/'));
  if (view === 'ingestions' && id !== '') return { view: 'ingestion', id };
  if (view === 'syncs') return id === '' ? { view: 'syncs' } : { view: 'sync', name: id };
  return { view: view === 'new' ? 'new' : 'overview' };
}

/** The address of a view. */
export function hrefOf(shown: Route): string {
  switch (shown.view) {
    case 'overview':
      return '#/';
    case 'ingestion':
      return `#/ingestions/${encodeURIComponent(shown.id)}`;
    case 'sync':
      return `#/syncs/${encodeURIComponent(shown.name)}`;
    case 'syncs':
    case 'new':
      return `#/${shown.view}`;
  }
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text);
    // An address would lead elsewhere with these, however they are written.
    return decoded === '.' || decoded === '..' ? '' : decoded;
  } catch {
    // Half of an escape: no id has one.
    return '';
  }
}
