import { render } from 'preact';
import { App } from './app.tsx';
import { keepFocus } from './parts/keep-focus.ts';
import { takeDrops } from './parts/take-drops.ts';

const root = document.getElementById('app');
if (root !== null) {
  render(<App />, root);
  keepFocus(root);
  takeDrops();
}
