/** What the values mean of which a field has one, by the field. */
export const CHOICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  onModelError: { continue: '其余模型照常登记', fail: '都不登记' },
  target: { e3dx: '三维模型', e2dx: '二维图纸' },
  permission: { read: '公开', private: '私有', full: '与存储一致' },
  ownerType: { '0': '个人', '1': '群组', '2': '机构' },
  issynchronization: { '0': '否', '1': '是，同时放入个人资源' },
  resSource: {
    '0': '网盘',
    '1': '文章',
    '2': '名师工作室',
    '3': '备课',
    '4': '空中课堂',
    '5': '城乡结对',
    '8': 'PC 版助教',
    '9': '网页版助教',
  },
  canRemoved: { '0': '可以', '1': '不可以' },
};
