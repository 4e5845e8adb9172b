import { describe, expect, test } from 'vitest';
import { labelProblems, labelsMemo, labelsOf, labelsText } from '../../contracts/labels.ts';

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, 'x']));

describe('labels', () => {
  test.each([
    [{}],
    [{ order: '4711' }],
    [{ 订单号: '重庆〔2026〕第 4711 号 😀' }],
    [{ 'app.example/order-id_2': 'a=b' }],
    [{ ['k'.repeat(50)]: '电'.repeat(200) }],
    [{ constructor: '😀'.repeat(200) }],
    [keys(10)],
  ])('may be %j', (labels) => {
    expect(labelProblems(labels)).toEqual([]);
  });

  const NO_KEY = expect.stringMatching(/^is no key/);
  test.each<[unknown, unknown[]]>([
    ['text', [{ message: 'must be keys with texts' }]],
    [[['order', '4711']], [{ message: 'must be keys with texts' }]],
    [null, [{ message: 'must be keys with texts' }]],
    [{ order: 4711 }, [{ key: 'order', message: 'must be a text, in quotes' }]],
    [{ order: '' }, [{ key: 'order', message: 'must not be empty' }]],
    [{ order: 'a\nb' }, [{ key: 'order', message: 'has a line break or another control character' }]],
    [{ order: 'x'.repeat(201) }, [{ key: 'order', message: 'has more than 200 characters' }]],
    [{ order: 'a\ud800' }, [{ key: 'order', message: expect.stringContaining('half a character') }]],
    ...['', 'a b', '全　角', 'a=b', '_a', '-', 'a\u202eb', 'k'.repeat(51), 'a\ud800'].map(
      (key): [unknown, unknown[]] => [{ [key]: 'x' }, [{ key, message: NO_KEY }]],
    ),
    [JSON.parse('{"__proto__": "x"}'), [{ key: '__proto__', message: NO_KEY }]],
    [keys(11), [{ message: 'has more than 10 labels' }]],
    [{ 'a b': 1 }, [{ key: 'a b', message: NO_KEY }, expect.objectContaining({ key: 'a b' })]],
  ])('may not be %j', (labels, problems) => {
    expect(labelProblems(labels)).toEqual(problems);
  });

  test('are in the memo of a run where there are some, and not where any client could have left something else', () => {
    expect(labelsMemo({ labels: { order: '4711' } })).toEqual({ labels: { order: '4711' } });
    expect([labelsMemo({}), labelsMemo({ labels: {} }), labelsMemo({ labels: { order: 4711 } })]).toEqual([{}, {}, {}]);
    expect(labelsOf({ labels: { order: '4711' } })).toEqual({ order: '4711' });
    expect([labelsOf(undefined), labelsOf({}), labelsOf({ labels: [] })]).toEqual([undefined, undefined, undefined]);
  });

  test('are one line of text', () => {
    expect(labelsText({ order: '4711', 部门: '结构' })).toBe('order=4711, 部门=结构');
  });
});
