import { useEffect, useRef } from 'preact/hooks';
import { message, question } from '../state/messages.ts';
import { words } from '../state/session.ts';

/** What came of actions, and what is asked before one. */
export function Messages() {
  const told = message.value;
  return (
    <>
      <div class="messages" role="status">
        {told !== undefined && (
          <p class={told.isError ? 'message problem' : 'message'}>
            <span>{told.text}</span>
            <button type="button" onClick={dismiss}>
              {words.value.dismiss}
            </button>
          </p>
        )}
      </div>
      <Question />
    </>
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
