import type { StatementId } from '../../src/view-model/statements/catalog';

/** Sentences about the numbers of a run. The names in braces are those of the catalog; {steps|step|steps} is the word for one, or for more. */
export const STATEMENTS_ENGLISH: Record<StatementId, string> = {
  lossTraining:
    'The training loss went from {first} to {now} by step {step} (mean of the last {over} {over|step|steps}). No text was held out for validation.',
  lossOnce: 'One validation so far: {now} at step {step}. Training loss: {training} (mean of {over} steps).',
  lossTurned:
    'Overfitting: validation was best at step {bestStep}, with {best}, and has risen to {now} at step {step}, while the training loss fell to {training}.',
  lossWorse:
    'Validation was best at step {bestStep}, with {best}, and is {now} at step {step}. The training loss did not fall either; it is {training}.',
  lossAbove: 'Validation was best at step {bestStep}, with {best}, and is {now} at step {step}. Training loss: {training}.',
  lossRemedies: 'The weights of step {bestStep} are kept. To go further, try dropout, a smaller network or more text.',
  lossBaseline: '{name}, which needs no network, does better: {baseline}. The network reaches {best} at best.',
  lossBest: 'Still improving: validation is at its best, {now} at step {step}. Training loss: {training}.',
  lossLevel: 'Validation has levelled off: {now} at step {step}, close to its best of {best} at step {bestStep}. Training loss: {training}.',
  speedMean: '{speed} per second on average: {steps} {steps|step|steps} in {seconds}.',
  accuracyNow: '{now} correct at step {step}; {first} at step {firstStep}, and at best {best} at step {bestStep}.',
  ratePeak: 'The highest recorded rate was {peak}; at step {step} it is {now}.',
  rateNow: 'The rate at step {step} is {now}, the highest recorded so far.',
  kept: '{value} on validation, step {step}',
  keptTraining: '{value} on training, last {over} {over|step|steps}',
  endBudget: 'finished at step {step}',
  endEarly: 'stopped early at step {step} of {total}: no improvement since step {bestStep}',
  endStopped: 'stopped at step {step}',
  endInterrupted: 'interrupted at step {step}',
  endDiverged: 'Training diverged after step {step}: {what} is NaN or infinite. The last good weights were restored.',
  remedies: 'Try a lower gradient threshold such as {threshold}, a lower learning rate such as {rate}, or a GRU or LSTM.',
  remediesThreshold: 'Try a gradient threshold of 1, a lower learning rate such as {rate}, or a GRU or LSTM.',
  normSpike: 'Spike: {largest} at step {at}, more than {times} times the median of the {before} steps before it.',
  normCalm:
    'No spikes in {steps} {steps|step|steps}: no norm is more than {times} times the median of the 5 to 20 steps before it. The largest is {largest}, at step {at}.',
  normLargest: 'The largest norm in {steps} steps is {largest}, at step {at}.',
  normRecorded: 'The largest recorded norm is {largest}, at step {at}. This run recorded only some of its {steps} {steps|step|steps}.',
  normNotFinite: 'Exploded after step {step}: {what} is NaN or infinite. The largest finite gradient norm was {before}.',
  clippedNow: 'At step {step} the gradient norm was {total} and was clipped to {kept}: every tensor kept {share} of its gradient.',
  clippedNot: 'At step {step} the gradient norm was {total}, below the threshold of {threshold}: this update was not clipped.',
  clippedOff: 'No gradient threshold is set, so nothing is clipped.',
  clippedValues: 'Every value is clipped to ±{threshold}: at step {step} this shortened the gradient from {total} to {kept}.',
  clipNever: 'None of the {steps} updates was clipped (threshold {threshold}).',
  clipSome: '{clipped} of {steps} updates ({share}) were clipped to {threshold}.',
  clipAlways:
    '{clipped} of {steps} updates ({share}) were clipped to {threshold}: nearly every gradient is scaled to the same length, so only its direction counts. A higher threshold clips less.',
  diagnosisBefore: 'These charts show the weights before training. The weights after step {reached} have not been analysed yet.',
  diagnosisEarlier: 'These charts show the weights at step {step}. The weights after step {reached} have not been analysed yet.',
  diagnosisMissing: 'The weights of this run have not been analysed yet.',
  diagnosisAt: 'These charts show the weights of step {step}.',
  diagnosisKept: 'These charts show the newest weights, of step {step}. The best on validation, of step {bestStep}, are kept.',
  flowReach: 'At step {step}, the gradient reaches {reach} {reach|character|characters} back; from further back, less than 1 % arrives.',
  flowReachAll:
    'At step {step}, the gradient reaches at least {reach} {reach|character|characters} back, the longest distance measured. Remaining there: {share}.',
  flowWindow: 'Training itself cuts it off after {window} characters, the sequence length.',
  flowGone: '{lag} characters back, {share} of the gradient is left (step {step}): it vanishes.',
  flowLeft: '{lag} characters back, {share} of the gradient is left (step {step}): it gets through.',
  flowGrows: '{lag} characters back, the gradient is {share} its original size (step {step}): it grows on the way back.',
  flowShort: 'The text has only {characters} characters, too few to follow a gradient back.',
  flowBefore: 'Before training, {lag} characters back: {share}.',
  heard: 'At step {step}, a character {lag} places back influences the outputs {share} as much as the latest one.',
  heardNot: 'At step {step}, a character {lag} places back has no influence on the outputs: it is out of reach of the layers.',
  memoryless: 'This network has no state: every prediction sees a window of {window} characters, and no gradient flows further back.',
  termsNear:
    'At step {step}, the last {within} {within|character makes|characters make} up 90 % of the gradient of W, when the lengths of its terms are added up. The term from {lag} characters back is {share} as long as the nearest one.',
  termsFar:
    'At step {step}, the last {within} {within|character makes|characters make} up 90 % of the gradient of W, when the lengths of its terms are added up. The term from {lag} characters back is still {share} as long as the nearest one.',
  tensorsFar: 'At step {step}, the gradient of W ({recurrent}) is {times} times smaller than that of V ({output}).',
  tensorsNear: 'At step {step}, the gradient of W is {recurrent}, {times} times that of V ({output}).',
  ratiosHigh: 'At step {step}, one update changes {count} of {all} tensors by more than 1 %, {name} the most ({most}): the learning rate is high.',
  ratiosLow: 'At step {step}, one update changes even {name}, the fastest tensor, by only {most} of its size: it hardly learns any more.',
  ratiosHealthy:
    'At step {step}, one update changes each tensor by {least} ({leastName}) to {most} ({name}) of its size. The rule of thumb is about 10⁻³.',
  alarmCellGrows:
    'The cell state of layer {layer} keeps growing along the text: ‖c‖ is {early} near the beginning and {late} at the end (step {step}).',
  alarmCellLarge:
    'The cell state of layer {layer} is large: ‖c‖ is {late}, so the root mean square of its {units} values is {each}, where tanh is flat (step {step}).',
  alarmGrows:
    'The hidden state of layer {layer} has exploded: its mean length is {now} at step {step}, {times} times the median of the run ({median}).',
  alarmAtBound: 'The hidden state of layer {layer} has length {now}, of at most {bound}, at step {step}: nearly all its units are saturated.',
  alarmSaturated: '{share} of the hidden-state values of layer {layer} are saturated at step {step}: their slope is close to 0.',
  alarmDead: '{dead} of {units} units of layer {layer} are 0 at every character at step {step}: no gradient passes through them.',
  alarmNone: 'The hidden state shows nothing alarming: {share} of its values are saturated (step {step}).',
  alarmNoneDead: 'The hidden state shows nothing alarming: {dead} of {units} units are dead (step {step}).',
  statesRange:
    'At step {step}, the length ranges from {low} to {high} along this text. It changes most at character {at}, “{character}”: by {change}.',
  statesLevel:
    'At step {step}, the length hardly changes along this text: {low} to {high}. The largest change, at character {at}, “{character}”, is {change}.',
  growthUp: 'The mean length rose from {first} at step {firstStep} to {now} at step {step} ({times} times as long).',
  growthDown: 'The mean length fell from {first} at step {firstStep} to {now} at step {step} ({times} times shorter).',
  growthPeaked: 'The mean length rose from {first} at step {firstStep} to {peak} at step {peakStep}, and has fallen to {now} at step {step} since.',
  growthDipped: 'The mean length fell from {first} at step {firstStep} to {least} at step {leastStep}, and has risen to {now} at step {step} since.',
  growthSteady: 'The mean length hardly changed: {first} at step {firstStep}, {now} at step {step}.',
  unitsStrong:
    'At step {step}, unit {unit} changes most, from {low} to {high}. After the last character, “{character}”, {strong} of {units} units are beyond ±0.9.',
  unitsOn:
    'At step {step}, unit {unit} changes most, from {low} to {high}. After the last character, “{character}”, {strong} of {units} units are above 0.',
  flatNone: 'Hardly any saturation: {gate} has the most, with {share} of its values near an end of their range.',
  flatMost: '{gate} is the most saturated: {left} of its values are near the lower end of their range and {right} near the upper end.',
  flatOff: 'On average a hidden unit is exactly 0 at {share} of the characters; {dead} of {units} are never active.',
  flatKeep: '{open} of {units} units keep {gate} near 1 at more than 90 % of the characters: they have a long memory.',
  flatKeepNone: 'None of the {units} units keeps {gate} near 1 at more than 90 % of the characters.',
  gatesHalfLife: 'Mean values: {means}. With {gate} at {mean}, half of what a unit holds is gone after {characters} characters.',
  gatesShort: 'Mean values: {means}. With {gate} at {mean}, more than half of what a unit holds is gone after one character.',
  gatesMeans: 'Mean values: {means}.',
  gatesLinear: '{share} of the values of the hidden state lie between {from} and {to}, where the activation function is nearly straight.',
  gatesZero: '{share} of the values of the hidden state are exactly 0.',
  eigenInside:
    'At step {step}, all {size} eigenvalues are inside the unit circle (ρ = {rho}): on its own, W makes states fade. Its largest singular value is {sigma}.',
  eigenOutside:
    'At step {step}, {outside} of {size} eigenvalues are outside the unit circle (ρ = {rho}): on its own, W would make states grow. Its largest singular value is {sigma}.',
  eigenGated:
    'At step {step}, eigenvalues outside the unit circle, of {size} per matrix: {gates}. The gates scale what passes through these matrices, so states need not grow.',
  rhoUp: 'ρ({gate}) is {now} at step {step}, up from {first} at step {firstStep}. The largest singular value of {gate} is {sigma}.',
  rhoDown: 'ρ({gate}) is {now} at step {step}, down from {first} at step {firstStep}. The largest singular value of {gate} is {sigma}.',
  rhoSteady:
    'No ρ has changed by more than 5 %: ρ({gate}) was {first} at step {firstStep} and is {now} at step {step}. The largest singular value of {gate} is {sigma}.',
  rhoOnce: 'ρ({gate}) is the largest: {now} at step {step}. The largest singular value of {gate} is {sigma}.',
  weightsGrown: '{name} has widened: standard deviation {first} at step {firstStep}, {now} at step {step}. Its largest weight is {largest}.',
  weightsShrunk: '{name} has narrowed: standard deviation {first} at step {firstStep}, {now} at step {step}. Its largest weight is {largest}.',
  weightsSteady:
    '{name} is about as wide as before: standard deviation {first} at step {firstStep}, {now} at step {step}. Its largest weight is {largest}.',
  weightsFirst: 'At step {step}, the standard deviation of {name} is {now} and its largest weight is {largest}.',
  gradientsPeaked: 'At step {step}, {share} of the gradients of {name} are smaller than {width}; a few reach {largest}.',
  gradientsSpread:
    'At step {step}, {share} of the gradients of {name} are smaller than {width}; the largest is {largest}, or {deviations} standard deviations.',
  compareBest: 'Lowest loss: {name} with {value}, {lead} below {second}.',
  compareBestSoFar: 'Lowest loss so far: {name} with {value}, {lead} below {second}.',
  compareOne: 'Only {name} has a validation loss: {value}.',
  compareScore: 'Best: {name} with {value}; {second} has {other}.',
  compareOnce: 'With one seed each, the {runs} runs cannot show that one network is better than another. Repeat the comparison with several seeds.',
  sweepLargest: 'The best run is at the upper end of the sweep, {option} = {value}: a larger value may do better.',
  sweepSmallest: 'The best run is at the lower end of the sweep, {option} = {value}: a smaller value may do better.',
  seedsBetter: '{name} is better than {others}: a t test over {seeds} seeds supports it at 5 %.',
  seedsAlike: '{name} and {other} are not distinguishable with {seeds} seeds; about {needed} would be needed.',
  seedsEqual: '{name} and {other} have the same mean over {seeds} seeds.',
  seedsFew: '{seeds} seeds are too few to call one network better than another; use at least {minimum}.',
  compareLosses: 'These runs minimize {losses} different losses, which are not comparable.',
  compareTexts: 'These runs learned {texts} different texts, so their losses are not comparable.',
  compareAbove: 'Baselines that the best run beats: {baselines}.',
  compareBelow: 'Baselines that beat the best run: {baselines}.',
  compareVanishing: 'Before training, less than 1 % of a gradient is left after {lag} characters in {runs}.',
  compareOpen: 'Before training, a gradient gets through {lag} characters in {runs}.',
  compareRaised: 'After training, more of it is left in {runs}.',
  compareLowered: 'After training, less of it is left in {runs}.',
  compareMemoryless: 'No hidden state in {name}: nothing reaches beyond its window of {window} characters.',
  lessonShown: '{first} solved it at step {step}; {others} did not within {steps} steps. {lesson}',
  lessonAgainst: '{name} solved it too, at step {step}, so this run does not show the usual lesson: {lesson}',
  playgroundRunning: 'Learning: none of the {networks} networks has solved the task yet.',
  playgroundStopped: 'Stopped at step {step}.',
  playgroundNone: 'No network solved the task in {steps} {steps|step|steps}.',
  playgroundSolved: 'Solved by {solved}, but not by {others}.',
  playgroundSolvedSoFar: 'Solved so far: {solved}.',
  playgroundSolvedAll: 'Solved by all: {solved}.',
  playgroundReach: '{name}: before training, {before} of a gradient crossed {lag} time steps; at the last measurement, {after}.',
  playgroundAt: '{name}: no better than chance, loss {loss} at step {step}',
  playgroundLearning: '{name}: learning, loss {loss} at step {step}',
  playgroundSolvedAt: '{name}: solved at step {step}, {seconds}',
  playgroundDiverged: '{name}: diverged at step {step}',
  glimpsesLearned: 'At update {step}, after {glimpses} glimpses, learned glimpses name {learned} of the pictures correctly, random ones {random}.',
  samples: '{count} samples, from step {first} to step {last}.',
  sampleAt: 'Written at step {step}.',
  passage:
    '{bits} bits per character over these {characters} characters; the most probable character was right for {share} of them. The biggest surprise is “{character}” after “{before}”: {most} bits.',
  attentionLag:
    'Head {head} looks {lag} {lag|character|characters} back: {share} of its attention lies there, on average over the last {steps} characters.',
  attentionSelf: 'Head {head} looks at the character itself: {share} of its attention lies there, on average over the last {steps} characters.',
  attentionSpread:
    'No head keeps to one distance. The steadiest, {head}, gives {share} of its attention to the character {lag} back, on average over the last {steps} characters.',
  fieldEnds:
    'Each output sees {field} characters, its own included, through {layers} convolutional {layers|layer|layers}. Nothing before them can influence it.',
  fieldOpen:
    'The paths run through {layers} convolutional {layers|layer|layers}. Other layers reach back as well, so what these miss may still be known.',
  unitClose: 'Unit {unit} follows “{feature}” most closely: r = {correlation}. By chance, the best unit would reach {chance}.',
  unitWeak: 'No unit follows any of these closely. The best is unit {unit} with “{feature}”: r = {correlation}, against {chance} by chance.',
  unitChance:
    'No unit follows any of these better than chance. The best is unit {unit} with “{feature}”: r = {correlation}, against {chance} by chance.',
  walkVanishing:
    'The loss at position {position} is {loss}. {share} of its gradient reaches one character back, and less than 1 % reaches {lag} characters: it vanishes.',
  walkGrowing:
    'The loss at position {position} is {loss}. Its gradient grows on the way back: {lag} characters back it is {share} its original size.',
  walkOpen:
    'The loss at position {position} is {loss}. {share} of its gradient reaches {lag} characters back, to the start of the text: it gets through.',
  walkWeak:
    'The loss at position {position} is {loss}. {share} of its gradient reaches {lag} characters back, to the start of the text: it fades, but does not vanish.',
  walkZero: 'The loss at position {position} is {loss}. Its gradient is zero, so nothing flows back.',
  walkFirst: 'The loss at position {position} is {loss}. There is nothing before it, so nothing flows back. Choose a later position.',
  walkTotals: 'Over {characters} characters E = {loss}; ‖∂E/∂U‖ = {U}, ‖∂E/∂W‖ = {W}, ‖∂E/∂V‖ = {V}.',
  walkPredicted:
    'The character “{character}” is followed by {followers} at different places. The network predicts each one correctly; only its state can tell these places apart.',
  walkMispredicted:
    'The character “{character}” is followed by {followers} at different places. The network does not predict each one correctly: its state does not tell these places apart yet.',
  walkNoLoss: 'Position {position} has no loss: there is no character after it that the network knows.',
  classTest: '{accuracy} of the {examples} examples in the test part are classified correctly; averaged over the classes, {recall}.',
  classValidation: '{accuracy} of the {examples} examples in the validation part are classified correctly; averaged over the classes, {recall}.',
  classOneAnswer:
    '{answered} of the {examples} examples are classified as {answer}, but only {share} are of that class: the network hardly tells the classes apart.',
  baselineWins: 'A method without a network does better: {name} reaches {baseline}, the network {network}.',
  baselinesWin: '{count} methods without a network do better: {names}; the network reaches {network}.',
  baselineTies: 'The best method without a network does as well: {name} reaches {baseline}, the network {network}.',
  baselineLoses: 'The network beats every method without a network: it reaches {network}, the best of them ({name}) {baseline}.',
  classReading: 'After {read} {read|character|characters}, {share} of the {examples} examples are classified correctly; at the end, {last}.',
  calibrated: 'Well calibrated: {confidence} mean confidence, {accuracy} right (calibration error {error}).',
  overconfident: 'Overconfident: {confidence} mean confidence, but {accuracy} right (calibration error {error}).',
  underconfident: 'Underconfident: {confidence} mean confidence, but {accuracy} right (calibration error {error}).',
  classConfused: 'Most frequent mistake: {truth} classified as {predicted}, in {count} of {examples} examples.',
  forecastError: 'RMSE {rmse} over the {values} values of the test part.',
  forecastInterval:
    '{inside} of {values} true values lie in the {level} interval, which widens after every miss. In one of fixed width there would be {raw}.',
  forecastHorizons:
    'RMSE is {first} for the next value and {far} for the value {last} ahead. A method without a network does better at {worse} of {horizons} distances.',
  forecastBias: 'The mean error is {bias}; the largest is {largest}.',
  pairsWritten: '{exact} of {examples} targets are written without a mistake. The character error rate is {errors}.',
};
