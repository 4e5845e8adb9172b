import type { ComponentChildren } from 'preact';

/** Facts by their names; those that are not known are left out. */
export function Facts({ all }: { all: readonly [name: string, value: ComponentChildren][] }) {
  const known = all.filter(([, value]) => value !== undefined && value !== null && value !== false && value !== '');
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
