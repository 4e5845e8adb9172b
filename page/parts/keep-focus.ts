/** The element that had the focus last, unless a pointer has left it since. */
let last: HTMLElement | undefined;
let isByKeys = false;

/**
 * Gives the focus back when the element that had it is gone: to the link of the same ingestion, which has gone to another group, else
 * to the view. Who works by keys would begin at the top of the page otherwise, with each change that they make.
 */
export function keepFocus(root: HTMLElement): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    last = target;
    isByKeys = target.matches(':focus-visible');
  });
  document.addEventListener('pointerdown', () => {
    last = undefined;
  });
  new MutationObserver(() => {
    if (last === undefined || last.isConnected || document.activeElement !== document.body) return;
    const id = last.closest('tr')?.querySelector<HTMLElement>('a[data-id]')?.dataset['id'];
    const same = id === undefined ? null : document.querySelector<HTMLElement>(`a[data-id="${CSS.escape(id)}"]`);
    // The view does not jump under a pointer.
    (same ?? document.getElementById('main'))?.focus({ preventScroll: same === null || !isByKeys });
  }).observe(root, { childList: true, subtree: true });
}
