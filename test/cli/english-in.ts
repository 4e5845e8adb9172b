/** Words in small letters that are neither a name, a flag, a command nor a unit. */
export function englishIn(text: string): string[] {
  const plain = text.replaceAll(/`[^`]*`|modelrail .*|--[a-z-]+|https?:\S+|\b[\w.-]+\.(?:ifc|rvt)\b/g, '');
  return [...plain.matchAll(/(?<![\w.-])[a-z]{3,}(?![\w.-])/g)].map(([word]) => word);
}
