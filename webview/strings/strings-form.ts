/** Words of the form of a new run; names, ranges and help of its options come with it. */
export const FORM_ENGLISH = {
  title: 'New run on {0}',
  train: 'Train',
  reset: 'Clear all',
  on: 'On',
  off: 'Off',
  none: 'none',
  byItself: 'Default: {0}',
  bySetting: 'From settings: {0}',
  set: 'from settings',
};

export const FORM_CHINESE: typeof FORM_ENGLISH = {
  title: '在 {0} 上新建训练',
  train: '开始训练',
  reset: '全部清空',
  on: '开',
  off: '关',
  none: '无',
  byItself: '默认：{0}',
  bySetting: '来自设置：{0}',
  set: '来自设置',
};
