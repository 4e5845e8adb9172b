import { words } from '../state/session.ts';

/** How far something is, as a bar with its number. */
export function Bar({ percent, label }: { percent: number | undefined; label: string }) {
  if (percent === undefined) return <span class="none">–</span>;
  const whole = Math.floor(percent);
  return (
    <span class="bar">
      <progress max={100} value={whole} aria-label={label} />
      <span class="number">{words.value.percent(whole)}</span>
    </span>
  );
}
