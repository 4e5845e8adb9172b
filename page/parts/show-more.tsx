import { words } from '../state/session.ts';

/** Shows more of a long list, where there is more. */
export function ShowMore({ left, onMore }: { left: number; onMore: () => void }) {
  if (left <= 0) return null;
  return (
    <p class="more">
      <button type="button" onClick={onMore}>
        {words.value.showMore(left)}
      </button>
    </p>
  );
}
