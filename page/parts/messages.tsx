import { useEffect, useRef } from 'preact/hooks';
import { message, question } from '../state/messages.ts';
import { words } from '../state/session.ts';
import { UnderWay } from './under-way.tsx';

/** What came of actions, and what is asked before one. */
export function Messages() {
  const told = message.value;
  return (
    <>
      <div class="messages">
        <UnderWay />
        <div role="status">
          {told !== undefined && (
            <div class={told.isError ? 'message problem' : 'message'}>
              <div>
                {told.text}
                <Details lines={told.details} />
              </div>
              <button type="button" onClick={dismiss}>
                {words.value.dismiss}
              </button>
            </div>
          )}
        </div>
      </div>
      <Question />
    </>
  );
}

/** Of very many refusals the first are enough to see why. */
const MOST_SHOWN = 100;

function Details({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <details>
      <summary>{words.value.refusals}</summary>
      <ul class="refusals">
        {lines.slice(0, MOST_SHOWN).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {lines.length > MOST_SHOWN && <li>{words.value.andMore(lines.length - MOST_SHOWN)}</li>}
      </ul>
    </details>
  );
}

function dismiss(): void {
  message.value = undefined;
}

function Question() {
  const asked = question.value;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (asked === undefined) dialog.current?.close();
    else if (dialog.current?.open === false) dialog.current.showModal();
  }, [asked]);
  const close = () => {
    question.value = undefined;
  };
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="question">
      <p id="question">{asked?.text}</p>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          onClick={() => {
            close();
            asked?.act();
          }}
        >
          {words.value.yes}
        </button>
        <button type="button" onClick={close}>
          {words.value.no}
        </button>
      </div>
    </dialog>
  );
}
