import { languageOf } from '../../src/protocol/language';

/** Words of the model inspector; Simplified Chinese beside them. {0} is filled in. */
const ENGLISH = {
  ours: 'Unroll model',
  foreign: 'safetensors file',
  values: '{0} values',
  tensors: 'Tensors',
  parameters: '{0} parameters',
  count: '{0} tensors',
  shown: 'The first {0} of {1} tensors.',
  properties: 'Configuration',
  metadata: 'Metadata',
  filter: 'Filter by name',
  none: 'No tensor has that in its name.',
  name: 'Name',
  type: 'Type',
  shape: 'Shape',
  size: 'Size',
  minimum: 'Min',
  maximum: 'Max',
  mean: 'Mean',
  deviation: 'Std',
  nonFinite: 'Not finite',
  scalar: 'scalar',
  computing: 'Reading…',
  unreadable: 'no values shown',
  histogram: 'Histogram',
  histogramLabel: 'Histogram of {0}: {1} values from {2} to {3}, {4} zeros.',
  heatMap: 'Heat map',
  heatMapLabel: 'Heat map of {0}: means of {1} x {2} blocks, largest magnitude {3}.',
  heatMapText: 'Rows: first dimension; columns: the others. Red positive, blue negative, the strongest ±{0}.',
  heatMapReduced: 'Each cell is the mean of a block.',
  bin: '{0} to {1}: {2}',
};

const CHINESE: typeof ENGLISH = {
  ours: 'Unroll 模型',
  foreign: 'safetensors 文件',
  values: '{0} 个值',
  tensors: '张量',
  parameters: '{0} 个参数',
  count: '{0} 个张量',
  shown: '显示前 {0} 个，共 {1} 个张量。',
  properties: '配置',
  metadata: '元数据',
  filter: '按名称筛选',
  none: '没有名称中含有它的张量。',
  name: '名称',
  type: '类型',
  shape: '形状',
  size: '大小',
  minimum: '最小',
  maximum: '最大',
  mean: '平均',
  deviation: '标准差',
  nonFinite: '非有限值',
  scalar: '标量',
  computing: '正在读取…',
  unreadable: '不显示数值',
  histogram: '直方图',
  histogramLabel: '{0} 的直方图：{1} 个值，从 {2} 到 {3}，其中 {4} 个为零。',
  heatMap: '热力图',
  heatMapLabel: '{0} 的热力图：{1} x {2} 个块的平均值，最大幅度 {3}。',
  heatMapText: '行：第一维；列：其余各维。红色为正，蓝色为负，最强为 ±{0}。',
  heatMapReduced: '每格是一个块的平均值。',
  bin: '{0} 到 {1}：{2}',
};

export type InspectorStrings = typeof ENGLISH;

/** The words of a VS Code display language. */
export function inspectorStrings(locale: string): InspectorStrings {
  return languageOf(locale) === 'zh' ? CHINESE : ENGLISH;
}
