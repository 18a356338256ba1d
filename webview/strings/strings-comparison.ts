import type { ChartStrings } from '../chart/chart-strings';

/** Words of the tab that compares runs. */
export const COMPARISON_ENGLISH = {
  begin: 'Compare Architectures…',
  stopAll: 'Stop All',
  scope: 'Runs to compare',
  all: 'Runs of {0} ({1})',
  every: 'All texts ({0})',
  pin: 'Pin {0} to the front',
  recolour: 'Change the colour of {0}',
  chosen: 'Chosen runs ({0})',
  comparison: 'Comparison {0} ({1})',
  sweep: 'Sweep {0} ({1})',
  progress: '{0} of {1} done',
  training: '{0} is training',
  left: 'about {0} left',
  failed: '{0} failed',
  findings: 'Summary',
  configurations: 'All options, side by side',
  option: 'Option',
  overSeeds: { title: 'Networks across seeds', network: 'Network', mean: 'Mean', interval: '95 % interval', seeds: 'Seeds' },
  cell: '{0} {1}, {2} {3}: {4} {5}',
  cellOpen: '{0} {1}, {2} {3}: {4}',
  isBest: ', best',
  parallelKeys: 'Use the arrow keys to move between runs and hear their values.',
};

export const COMPARISON_CHINESE: typeof COMPARISON_ENGLISH = {
  begin: '比较各种网络结构…',
  stopAll: '全部停止',
  scope: '参与比较的运行',
  all: '{0} 的运行（{1}）',
  every: '所有文本（{0}）',
  pin: '把 {0} 固定在最前',
  recolour: '给 {0} 换一种颜色',
  chosen: '选中的运行（{0}）',
  comparison: '结构比较 {0}（{1}）',
  sweep: '超参数扫描 {0}（{1}）',
  progress: '已完成 {0}/{1}',
  training: '正在训练 {0}',
  left: '还需约 {0}',
  failed: '{0} 次失败',
  findings: '小结',
  configurations: '并排列出所有选项',
  option: '选项',
  overSeeds: { title: '各网络在各种子上的结果', network: '网络', mean: '均值', interval: '95 % 区间', seeds: '种子数' },
  cell: '{0} {1}，{2} {3}：{4} {5}',
  cellOpen: '{0} {1}，{2} {3}：{4}',
  isBest: '，最好',
  parallelKeys: '方向键逐个选择运行并读出其数值。',
};

export const COMPARISON_CHARTS_ENGLISH: Record<string, ChartStrings> = {
  'compare-flow-start': {
    title: 'How far back gradients reach, before training',
    text: 'How much of a gradient survives the way back over t − k characters, before any training.',
    look: 'A line that stays near 10⁰ lets the gradient through; one that falls steeply forgets before it has learned anything. The initial W and the forget gate matter more than the activation function. Lines end below 10⁻²⁰.',
  },
  'compare-flow-now': {
    title: 'How far back gradients reach, after training',
    text: 'The same for the newest weights of each run. Its best loss may be of an earlier step.',
    look: 'Cells with gates often gain memory from training; plain ones seldom do. A line above 10⁰ is an exploding gradient, which the gradient threshold keeps in check.',
  },
  sweep: {
    title: 'Loss by value',
    text: 'Best loss of each run, by the value of the hyperparameter.',
    look: 'If you can see both sides of a valley, the best value is in between. If the best value is at one end, sweep further in that direction. A flat line means that the value does not matter here.',
  },
  'heat-map': {
    title: 'Loss by two hyperparameters',
    text: 'Best loss for each pair of values. The stronger the colour, the better.',
    look: 'If the best cell is at an edge, sweep further in that direction. If all rows, or all columns, look alike, that hyperparameter does not matter here.',
  },
  parallel: {
    title: 'Settings and result of each run',
    text: 'One line per run: its settings from left to right, then its loss, with the lowest at the top.',
    look: 'If the best runs cross an axis close together, that setting matters.',
  },
  compare: {
    title: 'Runs compared',
    text: 'The loss of every run, with baselines that need no network.',
    look: 'Compare at equal steps, equal time and equal numbers of characters: the order often changes. A different seed alone can change the loss by 1 %.',
  },
};

export const COMPARISON_CHARTS_CHINESE: typeof COMPARISON_CHARTS_ENGLISH = {
  'compare-flow-start': {
    title: '训练前：梯度能传多远',
    text: '在任何训练之前，往回 t − k 个字符后还剩多少梯度。',
    look: '保持在 10⁰ 附近的线让梯度通过；急剧下降的线在学习之前就已经遗忘。激活函数的影响不如 W 和遗忘门的初始值大。剩余不到 10⁻²⁰ 处不再画线。',
  },
  'compare-flow-now': {
    title: '训练后：梯度能传多远',
    text: '同样的曲线，用每次运行最新的权重。它的最低损失可能出现在更早的一步。',
    look: '带门的单元常常通过训练获得记忆，普通单元很少如此。高于 10⁰ 的线就是梯度爆炸，由梯度阈值控制。',
  },
  sweep: {
    title: '损失与取值',
    text: '每次运行用它的超参数值达到的损失。',
    look: '两侧都看得见的低谷说明最好的值在范围之内；若在线的一端，就继续向那边扫描。平坦的线说明这个参数在这里无关紧要。',
  },
  'heat-map': {
    title: '两个超参数与损失',
    text: '每对取值达到的结果：颜色越强越好。',
    look: '最好的格子在边上，说明应继续向那边扫描。各行或各列看起来一样，说明这个参数在这里无关紧要。',
  },
  parallel: {
    title: '各次运行的设置与结果',
    text: '每次运行一条线：经过各个不同的设置，到右边的损失，最低的在最上面。',
    look: '如果最好的几次运行在某条轴上经过相近的位置，这个设置就很重要。',
  },
  compare: {
    title: '各次运行的比较',
    text: '每次运行的损失，以及不需要网络的基线。',
    look: '在相同的步数、相同的时间和相同的字符数处比较：名次常常会变。只换一个随机种子，损失就可能相差 1 %。',
  },
};
