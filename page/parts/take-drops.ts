import { isDenied } from '../api/call.ts';
import { takeFiles } from '../state/draft.ts';
import { hrefOf } from '../state/route.ts';

/** Takes files that are dropped anywhere on the page. A browser would open them in place of it otherwise, and what was begun is lost. */
export function takeDrops(): void {
  addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    if (event.defaultPrevented || !hasFiles(event)) return;
    event.preventDefault();
    if (isDenied.value) return;
    takeFiles(event.dataTransfer?.files ?? []);
    location.hash = hrefOf({ view: 'new' });
  });
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
