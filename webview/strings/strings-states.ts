import type { ChartStrings } from '../chart/chart-strings';

/** Words of the tabs "Hidden state" and "Weights". */
export const STATES_ENGLISH = {
  unit: 'unit',
  unitAxis: 'Unit',
  value: 'Value',
  density: 'Density',
  leftEnd: 'Share near the lower end',
  rightEnd: 'Share near the upper end',
  tensor: 'Tensor',
  total: 'All tensors',
  unitValue: 'Unit {0}, “{1}” (character {2}): {3}',
  colourUnit: 'Colour the text by unit {0}',
  unitsForgotten: 'The states of single units are recomputed from the weights and the text of a run. One of them was not kept.',
  planeKeys:
    'Use the arrow keys to move between points and hear their values; hold Shift to move by ten. Home and End go to the first and last point.',
  unitKeys:
    'Use the arrow keys to move over units and characters and hear the values; hold Shift to move by ten. Press Enter to colour the text in the editor by the unit.',
};

export const STATES_CHINESE: typeof STATES_ENGLISH = {
  unit: '单元',
  unitAxis: '单元',
  value: '数值',
  density: '密度',
  leftEnd: '处于下端的比例',
  rightEnd: '处于上端的比例',
  tensor: '张量',
  total: '合计',
  unitValue: '单元 {0}，“{1}”（第 {2} 个字符）：{3}',
  colourUnit: '按单元 {0} 给文本着色',
  unitsForgotten: '单个单元的状态要用这次运行的权重和文本重新计算，而其中之一没有保存。',
  planeKeys: '方向键逐点移动并读出，按住 Shift 一次十个；Home 和 End 到第一个和最后一个。',
  unitKeys: '方向键在单元和字符之间移动并读出数值，按住 Shift 一次十个；回车键按该单元给编辑器中的文本着色。',
};

export const STATES_CHARTS_ENGLISH: Record<string, ChartStrings> = {
  states: {
    title: 'Hidden state along a text',
    text: 'Length of the hidden state after each character at the beginning of your text, read from a zero state.',
    look: 'Jumps show which characters move the state: often spaces, line ends and capitals. A flat line near √H (H: hidden units) means that the units are saturated and cannot store more.',
  },
  cells: {
    title: 'Cell state along a text',
    text: 'Length of the cell state of the LSTM after each character of the same text.',
    look: 'It has no upper bound. If the line keeps climbing, the cells accumulate without forgetting, and tanh(cₜ) becomes flat.',
  },
  'cell-growth': {
    title: 'Cell state over training',
    text: 'Mean length of the cell state along that text, each time the weights were analysed.',
    look: 'A rise means that the LSTM keeps more in its cells. A sudden rise is an explosion.',
  },
  'state-growth': {
    title: 'Hidden state over training',
    text: 'Mean length of the hidden state at each step, with its maximum.',
    look: 'A slow rise means that the network starts to use its memory. Near the dotted line all units are saturated: their slope is almost 0. ReLU units have no maximum; a sudden rise there is an explosion.',
  },
  units: {
    title: 'Hidden units against characters',
    text: 'Each row is a unit, each column a character: blue above 0, orange below. Click a row to colour your text by that unit.',
    definition: 'sₜ[unit] after each of the last characters read',
    look: 'A row of one colour never changes and carries no information. Rows that switch at spaces, quotes or line ends track them. The network treats places with similar columns alike.',
  },
  saturation: {
    title: 'Saturated gates and units',
    text: 'One point per unit and gate. The further right, the more often it is near the lower end of its range; the higher up, the more often near the upper end.',
    definition: 'share of characters with value < 0.1 or > 0.9 (gates), < −0.9 or > 0.9 (tanh), = 0 (ReLU)   (Karpathy et al. 2015, figure 3)',
    look: 'Units near the origin work where the activation is nearly linear and let gradients pass. Forget gates at the top keep their memory; those at the far right erase it. Units on the dashed line are always at one end or the other.',
  },
  gates: {
    title: 'Values of the gates',
    text: 'Distribution of the values of each gate, and of the hidden state h, over units and characters.',
    definition: 'Histogram with 20 bins, as a density: the area under each line is 1.',
    look: 'A gate with a peak at each end works like a switch; one with a single hump in the middle, like a dimmer. The mean of the forget gate shows how long a memory lasts: half of it is gone after ln 0.5 / ln f characters.',
  },
  eigenvalues: {
    title: 'Eigenvalues of W',
    text: 'Eigenvalues of the recurrent matrices in the complex plane, with the unit circle.',
    look: 'What lies along a direction inside the circle fades, outside it grows, on it lasts; far from the real axis it rotates. The usual initialization fills a disc of radius 0.58, and training pushes some values outwards. With gates, the circle is only a reference.',
  },
  'weight-histogram': {
    title: 'Weights of a tensor',
    text: 'Distribution of the weights at the start, and as far as they were analysed, later in the training.',
    definition: 'Histogram with 41 bins, as a density: the area under each line is 1.',
    look: 'Weights start uniform, which looks like a box; training rounds and widens it. Long tails are a few weights that matter most. A tensor whose line does not change has not learned.',
  },
  'gradient-histogram': {
    title: 'Gradients of a tensor',
    text: 'Distribution of the gradients of one step over the weights of the tensor, before clipping by norm.',
    definition: 'Histogram of ∂E/∂θ with 41 bins, as a density.',
    look: 'A sharp peak at 0 with long tails: only a few weights get a large gradient. Everything at 0: no gradient reaches this tensor.',
  },
  terms: {
    title: 'Where ∂Eₜ/∂W comes from',
    text: 'The gradient of one prediction is a sum with one term per earlier character. The chart shows the length of each term.',
    look: 'A steep fall means that W learns from the last few characters only. On a flat line, distant characters count as much as near ones. Terms can point in different directions, so their sum can be shorter than the longest term.',
  },
  'clipped-gradients': {
    title: 'Gradient norm of every tensor, after clipping',
    text: 'The same after clipping. Clipping by norm scales all tensors by one factor; clipping by value cuts the largest entries.',
    look: 'By norm, the total never exceeds the threshold and the direction of the gradient stays the same. By value, tensors with a few large entries lose most, and the direction changes. Lines that look the same as before were not clipped.',
  },
};

export const STATES_CHARTS_CHINESE: Record<string, ChartStrings> = {
  states: {
    title: '隐含层状态沿一段文本的变化',
    text: '从零状态读入文本开头，每个字符之后隐含层状态的长度。',
    look: '跳动之处是改变状态的字符：常常是空格、行尾、大写字母。平坦地贴近 √H（H 为隐含单元数）说明单元已饱和，再也存不下更多。',
  },
  cells: {
    title: '细胞状态沿一段文本的变化',
    text: '同一段文本中，LSTM 在每个字符之后细胞状态的长度。',
    look: '它没有上界。一直上升而不回落，就是细胞只积累、不遗忘，tanh(cₜ) 变平。',
  },
  'cell-growth': {
    title: '训练过程中的细胞状态',
    text: '每次分析权重时，细胞状态沿这段文本的平均长度。',
    look: '上升说明 LSTM 在细胞中保存得更多。突然升高就是爆炸。',
  },
  'state-growth': {
    title: '训练过程中隐含层状态的长度',
    text: '每一步隐含层状态的平均长度，以及它可能的最大值。',
    look: '缓慢上升说明网络开始使用记忆。靠近点线时所有单元都处于取值范围的两端，斜率为 0。ReLU 没有这条线：突然升高就是爆炸。',
  },
  units: {
    title: '隐含单元与字符',
    text: '每行一个单元，每列一个字符：蓝色大于 0，橙色小于 0。点击一行，就按该单元给文本着色。',
    definition: '读过最后各个字符之后的 sₜ[单元]',
    look: '整行同色的单元从不变化，不携带信息。在空格、引号或行尾处切换的行在跟踪它们。看起来一样的列，说明网络同样对待这些位置。',
  },
  saturation: {
    title: '饱和的门和单元',
    text: '每个点是一个门的一个单元：越靠右，越常处于取值范围的下端；越靠上，越常处于上端。',
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
    text: '训练开始时和之后各次分析时权重的分布。',
    definition: '41 个区间的直方图，画成密度：每条线下的面积为 1',
    look: '开始时是一个方块（均匀分布），训练使它变圆变宽。长尾是少数作用很大的权重；保持原样的线说明没有学到东西。',
  },
  'gradient-histogram': {
    title: '一个张量的梯度',
    text: '某一步的梯度在该张量各权重上的分布，按范数裁剪之前。',
    definition: '∂E/∂θ 的直方图，41 个区间，画成密度',
    look: '0 处一个尖峰、两侧长尾：只有少数权重的梯度大。全在 0 处：没有梯度传到这个张量。',
  },
  terms: {
    title: '∂Eₜ/∂W 从何而来',
    text: '一次预测的梯度是对以前所有字符的求和：往回 t − k 个字符的每一项有多长。',
    look: '急剧下降说明 W 只从最后几个字符学习。平坦说明远处的字符与近处的同样重要。各项的方向可能不同，所以和可能比最长的一项还短。',
  },
  'clipped-gradients': {
    title: '裁剪之后每个张量的梯度范数',
    text: '裁剪之后的范数。按范数裁剪把所有张量按同一比例缩短，按数值裁剪只削去最大的数值。',
    look: '按范数：总范数不会超过阈值，梯度的方向不变。按数值：含有少数很大数值的张量失去最多，方向会改变。与裁剪之前一样的线没有被裁剪。',
  },
};
