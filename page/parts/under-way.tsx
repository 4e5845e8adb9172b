import { reasonOf } from '../state/actions.ts';
import { stopWork, work } from '../state/many.ts';
import { words } from '../state/session.ts';

/** What is being done to a whole group: how far it is, and how to stop it. */
export function UnderWay() {
  const said = words.value;
  const now = work.value;
  if (now === undefined) return null;
  const { action, phase, total, done, refused, waitsFor } = now;
  const what = said.actOnAll[action](total);
  return (
    <section class="message under-way" aria-label={what}>
      <div>
        <p>
          {phase === 'looking' ? said.lookingWhich(total) : said.acting(what, done + refused, total)}
          {refused > 0 && <span class="bad"> · {said.refusedSoFar(refused)}</span>}
        </p>
        {phase === 'acting' && <progress max={total} value={done + refused} aria-label={said.howMuchIsDone} />}
        {waitsFor !== undefined && (
          <p class="remark">
            {reasonOf(waitsFor)} {said.goesOn}
          </p>
        )}
      </div>
      <button type="button" onClick={stopWork}>
        {said.stop}
      </button>
    </section>
  );
}
