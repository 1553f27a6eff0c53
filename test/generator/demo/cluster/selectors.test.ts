import { fitsFields, fitsLabels } from '../../../../generator/demo/cluster/selectors.ts';

describe('selectors', () => {
  it.each([
    [null, true],
    ['a', true],
    ['a=1', true],
    ['a=2', false],
    ['c', false],
    ['a in (1,2),b', true],
    ['a in (2,3)', false],
    ['a,c', false],
  ])('of labels: %s', (selector, fits) => {
    expect(fitsLabels(selector, { a: '1', b: '' })).toBe(fits);
  });

  it.each([
    ['status.phase=Failed', true],
    ['status.phase!=Failed', false],
    ['type=Warning,status.phase=Failed', true],
    ['type=Normal', false],
    ['gone.too=far', false],
    ['gone.too!=far', true],
  ])('of fields: %s', (selector, fits) => {
    expect(fitsFields(selector, { type: 'Warning', status: { phase: 'Failed' } })).toBe(fits);
  });
});
