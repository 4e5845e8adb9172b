import { isDenied } from '../api/call.ts';
import { takeDrop } from '../state/folders.ts';
import { hrefOf } from '../state/route.ts';

/** Takes files and folders that are dropped anywhere on the page. A browser would open them in place of it otherwise, and what was begun is lost. */
export function takeDrops(): void {
  addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    if (event.defaultPrevented || !hasFiles(event)) return;
    event.preventDefault();
    if (isDenied.value) return;
    takeDrop(event.dataTransfer);
    location.hash = hrefOf({ view: 'new' });
  });
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
