import { text } from '../field.ts';
import { page, productCode, productIcon, productMenu, productName, productState, remark, size } from '../fields.ts';
import { operation } from '../operation.ts';

const session = ['accountId', 'appId'] as const;
const filters = { productCode, productName, productState, productMenu };

/** 产品管理: products. */
export const products = {
  'product/querySaasProductList': operation({
    title: '查询产品信息',
    text: 'List products',
    effect: 'read',
    session,
    required: {},
    optional: filters,
    answer: { kind: 'list', record: 'product' },
  }),
  'product/queryProductPageList': operation({
    title: '分页查询产品信息',
    text: 'List products page by page',
    effect: 'read',
    session,
    required: { page, size },
    optional: filters,
    answer: { kind: 'page', record: 'product' },
  }),
  /** The document gives this path for making and for updating a product. */
  'product/querySaasAccountList': operation({
    title: '新增产品信息, 更新产品信息',
    text: 'Make a product; with an id: replace what is known of it',
    effect: 'once',
    session,
    required: { productCode, productName, productIcon, productState, productMenu },
    optional: { id: text('Id of the product (PD…) that is updated; without it one is made'), remark },
    answer: { kind: 'id', isOptional: true },
  }),
};
