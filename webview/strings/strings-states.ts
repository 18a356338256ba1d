import type { ChartStrings } from '../chart/chart-strings';

/** Words of the tabs "Hidden state" and "Weights". */
export const STATES_ENGLISH = {
  unit: 'unit',
  value: 'value',
  density: 'share per unit of width',
  leftEnd: 'share at the lower end',
  rightEnd: 'share at the upper end',
  tensor: 'Tensor',
  total: 'all together',
  unitValue: 'Unit {0}, “{1}” (character {2}): {3}',
  colourUnit: 'Colour the text by unit {0}',
  unitsForgotten: 'States of single units are not stored with a run. They are recomputed from its weights and text, and one of these is not kept.',
  planeKeys: 'Arrow keys move from point to point and read them out, with Shift ten at a time. Home and End go to the first and the last.',
  unitKeys:
    'Arrow keys move over units and characters and read out the values, with Shift ten at a time. Enter colours the text in the editor by the unit.',
};

export const STATES_CHINESE: typeof STATES_ENGLISH = {
  unit: '单元',
  value: '数值',
  density: '单位宽度上的比例',
  leftEnd: '处于下端的比例',
  rightEnd: '处于上端的比例',
  tensor: '张量',
  total: '合计',
  unitValue: '单元 {0}，“{1}”（第 {2} 个字符）：{3}',
  colourUnit: '按单元 {0} 给文本着色',
  unitsForgotten: '单个单元的状态不随运行一起保存：要用它的权重和文本重新计算，而其中之一没有保存。',
  planeKeys: '方向键逐点移动并读出，按住 Shift 一次十个；Home 和 End 到第一个和最后一个。',
  unitKeys: '方向键在单元和字符之间移动并读出数值，按住 Shift 一次十个；回车键按该单元给编辑器中的文本着色。',
};

export const STATES_CHARTS_ENGLISH: Record<string, ChartStrings> = {
  states: {
    title: 'Hidden state along a text',
    text: 'Length of the hidden state after each character at the beginning of your text, read from a zero state.',
    look: 'Jumps are characters that move the memory: often spaces, line ends, capitals. A line that climbs without coming back piles up. One that lies flat near √H is saturated: it has no room left to remember.',
  },
  'state-growth': {
    title: 'Hidden state over training',
    text: 'Mean length of the states, step by step, against the most that is possible.',
    look: 'A slow rise is a network that begins to use its memory. Near the dotted line all units are at the ends of their range, where the slope is 0. ReLU and cₜ have no such line: a sudden rise is a blow-up.',
  },
  units: {
    title: 'Hidden units against characters',
    text: 'Each row is a unit, each column a character: blue above 0, orange below. Click a row to colour your text by that unit.',
    definition: 'sₜ[unit] after each of the last characters read',
    look: 'Rows of one colour never change: such units carry nothing. Rows that switch at spaces, quotes or line ends track them. Columns that look alike mean that the network treats those places alike.',
  },
  saturation: {
    title: 'Saturated gates and units',
    text: 'Each point is a unit of a gate: how often it is at the lower end (to the right) and at the upper end (upwards).',
    definition: 'share of characters with value < 0.1 or > 0.9 (gates), < −0.9 or > 0.9 (tanh), = 0 (ReLU)   (Karpathy et al. 2015, figure 3)',
    look: 'Points near the origin work in the linear part and let gradients pass. Forget gates at the top keep their memory; at the far right they erase it. Hidden units on the dashed line are always at one end or the other.',
  },
  gates: {
    title: 'Values of the gates',
    text: 'How the values of each gate, and of the hidden state h, are spread over units and characters.',
    definition: 'histogram of 20 bins, as a density: the area under each line is 1',
    look: 'Two peaks at the ends are switches, one hump in the middle is a dimmer. The mean of the forget gate says how long a memory lasts: half of it is gone after ln 0.5 / ln f characters.',
  },
  eigenvalues: {
    title: 'Eigenvalues of W',
    text: 'Eigenvalues of the recurrent matrices in the complex plane, with the unit circle.',
    look: 'Inside of the circle a direction fades, outside it grows, on it it lasts; far from the real axis it turns. The usual start fills a disc of radius about 0.58; training pushes single values out. With gates the circle is only a mark.',
  },
  'weight-histogram': {
    title: 'Weights of a tensor',
    text: 'How the weights are spread, before training, in its middle and now.',
    definition: 'histogram of 41 bins, as a density: the area under each line is 1',
    look: 'The start is a box (uniform). Training rounds and widens it. Long tails are few weights that do much; a line that stays as it was has not learned.',
  },
  'gradient-histogram': {
    title: 'Gradients of a tensor',
    text: 'How the gradients of one step are spread over the weights of the tensor, before clipping by norm.',
    definition: 'histogram of ∂E/∂θ, 41 bins, as a density',
    look: 'A needle at 0 with long tails: few weights are asked to change. All of it at 0: nothing reaches this tensor.',
  },
  terms: {
    title: 'Where ∂Eₜ/∂W comes from',
    text: 'The gradient of one prediction is a sum over all earlier characters: how long each term is, t − k characters back.',
    look: 'A steep fall: W learns from the last few characters only, whatever lies farther back. A flat line: far characters count as much as near ones. Terms may point in different directions, so the sum may be shorter than the longest of them.',
  },
  'clipped-gradients': {
    title: 'Gradient norm of every tensor, after clipping',
    text: 'The same after the gradient threshold: clipping by norm shortens all tensors alike, clipping by value cuts their largest values.',
    look: 'By norm: where the total would pass the threshold it is cut to it, and every tensor by the same factor: the direction stays. By value: a tensor with few large values loses most, and the direction turns. Lines that look as before clipping were not cut.',
  },
};

export const STATES_CHARTS_CHINESE: Record<string, ChartStrings> = {
  states: {
    title: '隐含层沿一段文本的变化',
    text: '从零状态读入文本开头，每个字符之后隐含层状态的长度。',
    look: '跳动之处是推动记忆的字符：常常是空格、行尾、大写字母。一直上升而不回落，就是在堆积。平坦地贴近 √H 则已饱和：再没有余地去记忆。',
  },
  'state-growth': {
    title: '训练过程中隐含层的长度',
    text: '逐步显示状态的平均长度，以及它可能的最大值。',
    look: '缓慢上升说明网络开始使用记忆。靠近点线时所有单元都处于取值范围的两端，斜率为 0。ReLU 和 cₜ 没有这条线：突然升高就是爆炸。',
  },
  units: {
    title: '隐含单元与字符',
    text: '每行一个单元，每列一个字符：蓝色大于 0，橙色小于 0。点击一行，就按该单元给文本着色。',
    definition: '读过最后各个字符之后的 sₜ[单元]',
    look: '整行同色的单元从不变化，不携带信息。在空格、引号或行尾处切换的行在跟踪它们。看起来一样的列，说明网络同样对待这些位置。',
  },
  saturation: {
    title: '饱和的门和单元',
    text: '每个点是某个门的一个单元：处于下端（向右）和上端（向上）的频率。',
    definition: '数值 < 0.1 或 > 0.9（门）、< −0.9 或 > 0.9（tanh）、= 0（ReLU）的字符所占比例（Karpathy 等 2015，图 3）',
    look: '靠近原点的点工作在线性部分，让梯度通过。位于顶部的遗忘门保持记忆，位于最右边的则抹去记忆。虚线上的隐含单元总在两端之一。',
  },
  gates: {
    title: '门的取值',
    text: '每个门以及隐含层状态 h 的数值在单元和字符上的分布。',
    definition: '20 个区间的直方图，画成密度：每条线下的面积为 1',
    look: '两端各有一峰是开关，中间一峰是调光器。遗忘门的平均值说明记忆能持续多久：ln 0.5 / ln f 个字符后只剩一半。',
  },
  eigenvalues: {
    title: 'W 的特征值',
    text: '循环矩阵的特征值在复平面上的位置，以及单位圆。',
    look: '圆内的方向会衰减，圆外的会增长，圆上的会持续；离实轴远的会旋转。通常的初始值充满半径约 0.58 的圆盘；训练把个别值推到外面。有门时，圆只是一个参照。',
  },
  'weight-histogram': {
    title: '一个张量的权重',
    text: '训练前、训练中和现在，权重的分布。',
    definition: '41 个区间的直方图，画成密度：每条线下的面积为 1',
    look: '开始时是一个方块（均匀分布），训练使它变圆变宽。长尾是少数作用很大的权重；保持原样的线说明没有学到东西。',
  },
  'gradient-histogram': {
    title: '一个张量的梯度',
    text: '某一步的梯度在该张量各权重上的分布，按范数裁剪之前。',
    definition: '∂E/∂θ 的直方图，41 个区间，画成密度',
    look: '0 处一根针、两侧长尾：只有少数权重被要求改变。全在 0 处：没有任何东西传到这个张量。',
  },
  terms: {
    title: '∂Eₜ/∂W 从何而来',
    text: '一次预测的梯度是对以前所有字符的求和：往回 t − k 个字符的每一项有多长。',
    look: '急剧下降：W 只从最后几个字符学习，与更远处无关。平坦：远处的字符与近处的同样重要。各项的方向可能不同，所以和可能比最长的一项还短。',
  },
  'clipped-gradients': {
    title: '裁剪之后每个张量的梯度范数',
    text: '经过梯度阈值之后的同样范数：按范数裁剪把所有张量按同样的比例缩短，按数值裁剪只切去最大的数值。',
    look: '按范数：合计将超过阈值之处被裁剪到阈值，每个张量乘以同一个因子：方向不变。按数值：少数数值很大的张量失去最多，方向会转动。与裁剪之前一样的线没有被裁剪。',
  },
};
