/** Words of the playground for memory. */
export const PLAYGROUND_ENGLISH = {
  begin: 'Memory playground',
  back: 'Back',
  task: 'Task',
  tasks: { adding: 'Adding problem', copy: 'Copy task' },
  lengths: { adding: 'Length of the sequence', copy: 'Blanks to wait' },
  networks: 'Networks',
  cells: { tanh: 'tanh RNN', irnn: 'IRNN (ReLU, W = I)', lstm: 'LSTM', lstm1: 'LSTM (forget bias 1)', gru: 'GRU' },
  steps: 'Steps at most',
  seed: 'Seed',
  start: 'Start',
  stop: 'Stop',
  explain: {
    adding:
      'At each time step the network reads a number between 0 and 1 and a mark. Two numbers are marked, one in each half; at the end it must give their sum. Always answering 1 costs a squared error of 1/6; doing better takes memory.',
    copy: 'The network reads ten symbols out of eight, waits through blanks, and must repeat the ten when asked. Guessing costs ln 8 nats each; doing better takes memory.',
  },
  example: 'One sequence of the task',
  exampleAdding: 'Marked: {0} at time step {1} and {2} at {3}; the answer is {4}.',
  read: 'reads',
  tell: 'tells',
  step: 'step',
  chance: 'chance',
  solved: 'solved below',
  before: 'before',
  after: 'after',
  squaredError: 'Squared error',
  nats: 'Loss (nats per answer)',
  lagAxis: 'Time steps back, T − k',
  shareAxis: 'Gradient left',
  size: '{0} hidden units each, {1} new sequences a step, the same for all',
  results: 'Where each network stands',
};

export const PLAYGROUND_CHARTS_ENGLISH = {
  playground: {
    title: 'Loss per network',
    text: 'Loss of each network on 256 sequences that it never trains on. At the chance line it remembers nothing.',
    look: 'A curve that stays on the chance line cannot carry anything over that length. Solving often comes suddenly: once some gradient gets across, training makes more of it. Lengthen the task until a network fails.',
  },
  'playground-flow': {
    title: 'Gradient reach before and after training',
    text: 'How much of a gradient at the last state is left after going back T − k time steps: before training (dotted) and after (solid).',
    look: 'A gated network that has solved the task has lifted its curve towards 0: it has learned to keep its gates open. A tanh network that fails keeps falling. IRNN begins at 0: W = I lets everything through from the start.',
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
    look: '解决了任务的门控网络把曲线抬向 0：它学会了让门保持打开。失败的 tanh 网络仍然一路下降。IRNN 一开始就在 0：W = I 从一开始就让一切通过。',
  },
};
