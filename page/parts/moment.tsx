import { clockText, timeText } from '../format.ts';

/** A moment at this place: the time of a day like this, else with its date; in full when it is pointed at. `seconds`: with seconds. */
export function Moment({ at, seconds = false }: { at: string; seconds?: boolean }) {
  return (
    <time dateTime={at} title={timeText(at)}>
      {clockText(at, seconds)}
    </time>
  );
}
