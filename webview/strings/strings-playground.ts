import { NEWER_NAMES } from '../../src/protocol/presets/playground';
import type { PlaygroundTask } from '../../src/protocol/tasks';

/** Words of the playground. */
export const PLAYGROUND_ENGLISH = {
  begin: 'Playground',
  back: 'Back',
  task: 'Task',
  tasks: {
    ...{ adding: 'Adding problem', copy: 'Copy task', 'selective-copy': 'Selective copy', recall: 'Associative recall', parity: 'Parity' },
    ...{ modulo: 'Counting modulo m', dyck: 'Brackets', reverse: 'Reverse', digits: 'Digits, pixel by pixel' },
  },
  lengths: {
    ...{ adding: 'Length of the sequence', copy: 'Blanks to wait', 'selective-copy': 'Symbols to keep', recall: 'Length of the sequence' },
    ...{ parity: 'Bits', modulo: 'Numbers', dyck: 'Brackets', reverse: 'Symbols' },
  } as Partial<Record<PlaygroundTask, string>>,
  sliders: { pairs: 'Pairs to recall', modulus: 'Modulus', kinds: 'Kinds of brackets', depth: 'Layers' },
  networks: 'Networks',
  cells: { tanh: 'tanh RNN', irnn: 'IRNN (ReLU, W = I)', lstm: 'LSTM', lstm1: 'LSTM (forget bias 1)', gru: 'GRU', ...NEWER_NAMES.en },
  steps: 'Maximum steps',
  seed: 'Seed',
  start: 'Start',
  stop: 'Stop',
  explain: {
    adding:
      'At each time step the network reads a number between 0 and 1 and a mark. Two numbers are marked, one in each half; at the end the network must give their sum. Always answering 1 costs a squared error of 1/6. Doing better takes memory.',
    copy: 'The network reads ten symbols from an alphabet of eight, waits through blanks, and must then repeat the ten symbols. Guessing costs ln 8 nats per symbol. Doing better takes memory.',
    'selective-copy':
      'Symbols stand at random places among blanks. At a signal the network repeats them in order: it must know what to keep and what to skip.',
    recall: 'Pairs of a key and its value; later each key comes once more, at a random place, and the network must give its value.',
    parity: 'Ones and zeros: at every step the network must say whether the number of ones so far is odd.',
    modulo: 'Numbers: at every step the network must give their sum so far modulo m.',
    dyck: 'A random text of correctly nested brackets. The network predicts the next one: to close correctly, it must know which bracket is open.',
    reverse: 'Symbols, then a signal: the network repeats them backwards, so the first one read is the last one asked for.',
    digits: 'A small drawing of a digit, read pixel by pixel, row after row; at the end the network must say which digit it is.',
  },
  lessons: {
    adding:
      'Two numbers must survive among the others until the end, and the gradient must reach back as far; through saturating units without gates it does not.',
    copy: 'A fixed delay is one hop for attention and one tap for a convolution that reaches that far; a recurrent network must carry every symbol through every step.',
    'selective-copy': 'What to keep depends on what is read: gates must open at symbols and stay closed at blanks, which a fixed filter cannot do.',
    recall:
      'Attention finds in one hop what a recurrent network must have stored. Such a network often knows which values occurred, but not for which key.',
    parity: 'Parity needs a state that flips. A linear recurrence with positive eigenvalues can only fade, and a window does not see beyond its end.',
    modulo: 'A state that turns through m positions needs gates that see the state, not only the input.',
    dyck: 'Open brackets form a stack, which a state can carry on. A network that sees only a window of the past learns the stack only for that length.',
    reverse: 'The distance grows with every answer: the first symbol read is the last one asked for.',
    digits: 'Reading a picture pixel by pixel takes memory: pixels of the same column lie eight steps apart.',
  } satisfies Record<PlaygroundTask, string>,
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
  shareAxis: 'Gradient remaining',
  size: '{0} hidden units each, {1} new sequences per step, the same for all networks',
  results: 'Results by network',
};

export const PLAYGROUND_CHARTS_ENGLISH = {
  playground: {
    title: 'Loss per network',
    text: 'Loss on 256 sequences that are never trained on. A network on the line “chance” remembers nothing.',
    look: 'A network whose curve stays on the line “chance” carries nothing over that length. Networks often solve the task suddenly: once some gradient gets across, training amplifies it. Lengthen the task until a network fails.',
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
  tasks: {
    ...{ adding: '加法问题', copy: '复制任务', 'selective-copy': '选择性复制', recall: '联想回忆', parity: '奇偶校验' },
    ...{ modulo: '模 m 计数', dyck: '括号', reverse: '反转', digits: '逐像素的数字' },
  },
  lengths: {
    ...{ adding: '序列长度', copy: '等待的空白数', 'selective-copy': '要记住的符号数', recall: '序列长度' },
    ...{ parity: '位数', modulo: '数的个数', dyck: '括号数', reverse: '符号数' },
  },
  sliders: { pairs: '要回忆的对数', modulus: '模数', kinds: '括号种类', depth: '层数' },
  networks: '网络',
  cells: { tanh: 'tanh RNN', irnn: 'IRNN（ReLU，W = I）', lstm: 'LSTM', lstm1: 'LSTM（遗忘门偏置 1）', gru: 'GRU', ...NEWER_NAMES.zh },
  steps: '最多步数',
  seed: '种子',
  start: '开始',
  stop: '停止',
  explain: {
    adding:
      '每个时刻网络读入一个 0 到 1 之间的数和一个标记。前后两半各有一个数被标记；最后它必须给出两数之和。总是回答 1 的平方误差是 1/6：做得更好的网络就记住了。',
    copy: '网络读入由八种符号组成的十个符号，经过若干空白的等待，在被询问时再把这十个符号说出来。猜测的代价是每个 ln 8 奈特：做得更好的网络就记住了。',
    'selective-copy': '符号散布在空白之间的随机位置。被询问时网络按顺序重复它们：它必须分清什么要记、什么要跳过。',
    recall: '先是键和值的对，然后每个键在随机位置再出现一次：在那里网络必须说出它的值。',
    parity: '零和一：每一步网络必须说出到目前为止一的个数是否为奇数。',
    modulo: '一串数：每一步网络必须说出到目前为止的和除以 m 的余数。',
    dyck: '正确开合的随机括号文本。网络预测下一个括号：要正确闭合，它必须知道哪个开着。',
    reverse: '先是符号，然后是询问：网络倒着重复它们，最先读到的最后被问。',
    digits: '一个数字的小图，逐行逐像素读入；最后网络必须说出是哪个数字。',
  },
  lessons: {
    adding: '两个数要在其他数中保留到最后，梯度也要传回那么远：没有门的饱和单元做不到。',
    copy: '固定的延迟对注意力只是一跳，对够得着的卷积只是一个抽头；循环神经网络却要让每个符号走过每一步。',
    'selective-copy': '保留什么取决于读到什么：门要在符号处打开、在空白处关闭，固定的滤波器做不到。',
    recall: '注意力一跳就找到循环神经网络必须事先存下的东西。后者往往记得出现过哪些值，却不知道属于哪个键。',
    parity: '奇偶校验需要会翻转的状态。特征值为正的线性递推只会衰减，窗口看不到它的末端之外。',
    modulo: '在 m 个位置之间轮转的状态，需要能看到状态而不只是输入的门。',
    dyck: '未闭合的括号是一个栈，状态可以带着它走。只看一个窗口的网络只学会那个长度的栈。',
    reverse: '距离随每个回答增加：最先读到的最后被问。',
    digits: '逐像素读图需要记忆：同一列的像素相隔八步。',
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
  results: '各网络的结果',
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
