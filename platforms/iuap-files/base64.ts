/** Decodes base64 that comes in pieces, as it stands in a JSON text. */
export interface Base64Decoder {
  /** The bytes that have become known; undefined where the text is no base64. */
  add(text: string): Buffer | undefined;
  /** True where nothing is outstanding. */
  isWhole(): boolean;
}

/** Makes a {@link Base64Decoder}. Line ends within are left out: Java's MIME encoder writes them. */
export function createBase64Decoder(): Base64Decoder {
  let rest = '';
  let escape = '';
  let isEnded = false;
  return {
    add(text) {
      let given = escape + text;
      // An escape may be cut: `\`, `\u00`.
      const cut = /\\(u[0-9a-fA-F]{0,3})?$/.exec(given);
      escape = cut?.[0] ?? '';
      given = given.slice(0, given.length - escape.length);
      const plain = given
        .replaceAll('\\/', '/')
        .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
        .replaceAll(/\\[rn]/g, '');
      if (plain === '') return Buffer.alloc(0);
      if (isEnded || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) return undefined;
      const all = rest + plain;
      const whole = all.length - (all.length % 4);
      rest = all.slice(whole);
      isEnded = all.endsWith('=') && rest === '';
      return /=[^=]/.test(all) ? undefined : Buffer.from(all.slice(0, whole), 'base64');
    },
    isWhole: () => rest === '' && escape === '',
  };
}
