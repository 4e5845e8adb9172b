/** What a page or a reader acts on instead of showing it: control characters, line separators, marks that turn the direction of writing. */
const UNSHOWN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\p{Surrogate}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of HTML, in an element or an attribute, in which all that would act on the page is seen (`\u202e`). */
export function escapeHtml(text: string): string {
  return text.replace(UNSHOWN, escaped).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** JSON that may stand in a `<script>`, and in a terminal: it means the same. */
export function escapeJson(json: string): string {
  return json.replace(/</g, '\\u003c').replace(UNSHOWN, (found) => (found === '\n' ? found : escaped(found)));
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
