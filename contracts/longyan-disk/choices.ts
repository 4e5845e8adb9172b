/** What the values of fields of `createResource` mean (manual section 3.1). */
export const CHOICES = {
  ownerType: { '0': 'a person’s', '1': 'a group’s', '2': 'an organisation’s' },
  issynchronization: { '0': 'no', '1': 'yes' },
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
} as const;
