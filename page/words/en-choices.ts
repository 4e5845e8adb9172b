/** What the values mean of which a field has one, by the field. */
export const CHOICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  onModelError: { continue: 'register the others', fail: 'register none' },
  target: { e3dx: 'a 3D model', e2dx: 'a 2D drawing' },
  permission: { read: 'public', private: 'private', full: 'as the store has it' },
  ownerType: { '0': 'a person', '1': 'a group', '2': 'an organisation' },
  issynchronization: { '0': 'no', '1': 'yes, among the resources of the person too' },
  resSource: {
    '0': 'the online disk',
    '1': 'an article',
    '2': 'a studio of a master teacher',
    '3': 'the preparation of lessons',
    '4': 'the classroom on the air',
    '5': 'the pairing of town and country',
    '8': 'the teaching assistant on a PC',
    '9': 'the teaching assistant on the web',
  },
  canRemoved: { '0': 'yes', '1': 'no' },
};
