import { useState } from 'preact/hooks';
import { isDenied } from '../api/call.ts';
import { token, words } from '../state/session.ts';

/** Asks for the token, where the gateway wants one. */
export function TokenForm() {
  const said = words.value;
  const [typed, type] = useState('');
  const wasGiven = token.value !== '';
  const give = (event: Event) => {
    event.preventDefault();
    if (typed.trim() === '') return;
    token.value = typed.trim();
    isDenied.value = false;
  };
  return (
    <form class="card token" onSubmit={give}>
      <h1>{said.tokenTitle}</h1>
      <p>{said.tokenText}</p>
      <label for="token">{said.token}</label>
      <input
        id="token"
        type="password"
        autocomplete="off"
        spellcheck={false}
        aria-describedby={wasGiven ? 'token-wrong' : undefined}
        aria-invalid={wasGiven}
        value={typed}
        onInput={({ currentTarget }) => type(currentTarget.value)}
      />
      {wasGiven && (
        <p id="token-wrong" class="problem" role="alert">
          {said.tokenWrong}
        </p>
      )}
      <button type="submit" class="primary">
        {said.signIn}
      </button>
    </form>
  );
}
