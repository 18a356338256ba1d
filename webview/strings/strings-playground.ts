/** Words of the playground for memory. */
export const PLAYGROUND_ENGLISH = {
  begin: 'Memory Playground',
  back: 'Back',
  task: 'Task',
  tasks: { adding: 'Adding problem', copy: 'Copy task' },
  lengths: { adding: 'Length of the sequence', copy: 'Blanks to wait' },
  networks: 'Networks',
  cells: { tanh: 'tanh RNN', irnn: 'IRNN (ReLU, W = I)', lstm: 'LSTM', lstm1: 'LSTM (forget bias 1)', gru: 'GRU' },
  steps: 'Maximum steps',
  seed: 'Seed',
  start: 'Start',
  stop: 'Stop',
  explain: {
    adding:
      'At each time step the network reads a number between 0 and 1 and a mark. Two numbers are marked, one in each half; at the end the network must give their sum. Always answering 1 costs a squared error of 1/6. Doing better takes memory.',
    copy: 'The network reads ten symbols from an alphabet of eight, waits through blanks, and must then repeat the ten symbols. Guessing costs ln 8 nats per symbol. Doing better takes memory.',
  },
  example: 'One sequence of the task',
  exampleAdding: 'Marked: {0} at time step {1} and {2} at {3}; the answer is {4}.',
  read: 'reads',
  tell: 'answers',
  step: 'step',
  chance: 'chance',
  solved: 'solved below',
  before: 'before',
  after: 'after',
  squaredError: 'Squared error',
  nats: 'Loss (nats per answer)',
  lagAxis: 'Time steps back, T − k',
  shareAxis: 'Gradient left',
  size: '{0} hidden units each, {1} new sequences per step, the same for all networks',
  results: 'Results by network',
};

export const PLAYGROUND_CHARTS_ENGLISH = {
  playground: {
    title: 'Loss per network',
    text: 'Loss on 256 sequences that are never trained on. A network on the chance line remembers nothing.',
    look: 'A curve that stays on the chance line carries nothing over that length. Networks often solve the task suddenly: once some gradient gets across, training amplifies it. Lengthen the task until a network fails.',
  },
  'playground-flow': {
    title: 'Gradient reach before and after training',
    text: 'How much of the gradient at the last state survives T − k time steps back, before training (dotted) and after (solid).',
    look: 'A gated network that has solved the task has lifted its curve towards 10⁰ by learning to keep its gates open. The curve of a failing tanh network keeps falling. IRNN starts at 10⁰: W = I lets everything through from the start.',
  },
};

export const PLAYGROUND_CHINESE: typeof PLAYGROUND_ENGLISH = {
  begin: '记忆实验',
  back: '返回',
  task: '任务',
  tasks: { adding: '加法问题', copy: '复制任务' },
  lengths: { adding: '序列长度', copy: '等待的空白数' },
  networks: '网络',
  cells: { tanh: 'tanh RNN', irnn: 'IRNN（ReLU，W = I）', lstm: 'LSTM', lstm1: 'LSTM（遗忘门偏置 1）', gru: 'GRU' },
  steps: '最多步数',
  seed: '种子',
  start: '开始',
  stop: '停止',
  explain: {
    adding:
      '每个时刻网络读入一个 0 到 1 之间的数和一个标记。前后两半各有一个数被标记；最后它必须给出两数之和。总是回答 1 的平方误差是 1/6：做得更好的网络就记住了。',
    copy: '网络读入由八种符号组成的十个符号，经过若干空白的等待，在被询问时再把这十个符号说出来。猜测的代价是每个 ln 8 奈特：做得更好的网络就记住了。',
  },
  example: '任务的一个序列',
  exampleAdding: '被标记的是：第 {1} 个时刻的 {0} 和第 {3} 个时刻的 {2}；答案是 {4}。',
  read: '读入',
  tell: '回答',
  step: '步',
  chance: '随机水平',
  solved: '低于此值即解决',
  before: '训练前',
  after: '训练后',
  squaredError: '平方误差',
  nats: '损失（奈特/回答）',
  lagAxis: '往回的时刻数 T − k',
  shareAxis: '剩余梯度',
  size: '每个网络 {0} 个隐含单元，每步 {1} 个新序列，所有网络相同',
  results: '各网络的现状',
};

export const PLAYGROUND_CHARTS_CHINESE: typeof PLAYGROUND_CHARTS_ENGLISH = {
  playground: {
    title: '各网络的损失',
    text: '每个网络在 256 个从不用于训练的序列上的损失。停在随机水平线上，说明什么也没有记住。',
    look: '停留在随机水平线上的曲线无法把任何信息带过这个长度。解决往往突然发生：一旦有一点梯度传过去，训练就会使它变多。把任务加长，直到某个网络失败。',
  },
  'playground-flow': {
    title: '训练前后梯度能传多远',
    text: '最后一个状态的梯度往回走 T − k 个时刻后还剩多少：训练前（点线）与训练后（实线）。',
    look: '解决了任务的门控网络把曲线抬向 10⁰：它学会了让门保持打开。失败的 tanh 网络仍然一路下降。IRNN 一开始就在 10⁰：W = I 从一开始就让一切通过。',
  },
};
