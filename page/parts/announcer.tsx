import { useEffect, useState } from 'preact/hooks';
import { figures, overview } from '../state/overview.ts';
import { words } from '../state/session.ts';

/** How long it is quiet after a change before that is told. */
const QUIET_MS = 4_000;

/** Tells those who do not see the page how many wait, when that has changed and stays so for a moment. */
export function Announcer() {
  const said = words.value;
  const { waiting, paused } = figures.value;
  const [told, tell] = useState('');
  const text =
    overview.value === undefined
      ? ''
      : `${said.wait(waiting)}${paused === 0 ? '' : `${said.comma}${said.paused(paused)}`}`;
  useEffect(() => {
    const timer = setTimeout(() => tell(text), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="hidden" aria-live="polite">
      {told}
    </div>
  );
}
