/** Words of the glimpse playground. */
export const GLIMPSES_ENGLISH = {
  begin: 'Where a network looks',
  explain:
    'Recurrent visual attention (Mnih et al. 2014): the network never sees the whole picture. Each glimpse shows it three small windows around one point, 6, 12 and 24 pixels wide, all with 6 × 6 cells. A GRU collects what it saw, and decides where to look next. Nobody tells it where: REINFORCE makes places likelier after which the right digit was believed more than expected.',
  pictures: 'Pictures',
  kinds: { centred: 'Digit in the middle', translated: 'Digit anywhere', cluttered: 'Digit anywhere, with clutter' },
  glimpses: 'Glimpses',
  networks: 'Networks',
  names: { learned: 'Learned glimpses', random: 'Random glimpses', whole: 'Feed-forward, sees everything' },
  steps: 'Updates',
  seed: 'Seed',
  start: 'Start',
  stop: 'Stop',
  size: '{0} new pictures of {1} × {1} pixels per update, the same for all networks; judged on {2} other pictures',
  update: 'Update',
  share: 'Correct',
  glimpseAxis: 'Glimpse',
  viewer: 'Step through the glimpses',
  shown: 'Glimpses of',
  digit: 'Picture',
  glimpse: 'Glimpse',
  glimpseOf: '{0} of {1}',
  training: 'After update',
  before: 'Previous glimpse',
  after: 'Next glimpse',
  beliefs: 'Probability of each digit after each glimpse (%)',
  windows: 'What this glimpse shows: windows {0} pixels wide',
  picture: 'A {0}. Glimpse {1} is at x {2}, y {3} of {4}; the network believes in {5} with {6}.',
};

export const GLIMPSE_CHARTS_ENGLISH = {
  glimpses: {
    title: 'Correct answers during training',
    text: 'Share of other pictures whose digit is named correctly after the last glimpse.',
    look: 'Learned glimpses start no better than random ones. Once the network recognises digits that it happens to look at, looking there pays, and its curve leaves the other behind. The feed-forward network sees every pixel, but must learn each digit at each place.',
  },
  'glimpses-each': {
    title: 'Correct answers after each glimpse',
    text: 'The same share, by the newest weights, after one glimpse, two and so on.',
    look: 'All begin in the middle. Learned glimpses find the digit within a few looks; random ones need luck.',
  },
};

export const GLIMPSES_CHINESE: typeof GLIMPSES_ENGLISH = {
  begin: '网络看哪里',
  explain:
    '循环视觉注意（Mnih 等，2014）：网络从不看到整张图。每看一眼，它得到同一点周围的三个小窗口，宽 6、12 和 24 像素，都是 6 × 6 格。GRU 汇总看到的内容，并决定下一眼看哪里。没有人告诉它该看哪里：REINFORCE 使那些看了之后对正确数字的信心高于预期的位置变得更可能。',
  pictures: '图片',
  kinds: { centred: '数字在中间', translated: '数字在任意位置', cluttered: '数字在任意位置，有干扰' },
  glimpses: '看几眼',
  networks: '网络',
  names: { learned: '学习看哪里', random: '随机看', whole: '前馈，看到全部' },
  steps: '更新次数',
  seed: '种子',
  start: '开始',
  stop: '停止',
  size: '每次更新 {0} 张 {1} × {1} 像素的新图片，所有网络相同；在另外 {2} 张图片上评判',
  update: '更新',
  share: '正确',
  glimpseAxis: '第几眼',
  viewer: '逐眼查看',
  shown: '显示',
  digit: '图片',
  glimpse: '第几眼',
  glimpseOf: '{0} / {1}',
  training: '更新次数',
  before: '上一眼',
  after: '下一眼',
  beliefs: '每一眼之后各数字的概率（%）',
  windows: '这一眼看到的：宽 {0} 像素的窗口',
  picture: '数字 {0}。第 {1} 眼位于 x {2}、y {3}（边长 {4}）；网络认为是 {5}，概率 {6}。',
};

export const GLIMPSE_CHARTS_CHINESE: typeof GLIMPSE_CHARTS_ENGLISH = {
  glimpses: {
    title: '训练中的正确率',
    text: '看完最后一眼之后，另外的图片中数字答对的比例。',
    look: '一开始，学习看哪里并不比随机看好。一旦网络认得它碰巧看到的数字，往那里看就有回报，曲线便甩开另一条。前馈网络看到每个像素，但要在每个位置学会每个数字。',
  },
  'glimpses-each': {
    title: '每一眼之后的正确率',
    text: '用最新的权重，看一眼、两眼等等之后的同一比例。',
    look: '所有网络都从中间看起。学习看哪里的网络几眼之内就找到数字；随机看的要靠运气。',
  },
};
