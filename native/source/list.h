// Every function that the addon offers, in the order of their numbers, with its arguments: i whole number, a address (or bytes, or a stride: from 0 to the
// size of the memory), f any number. The same list and order as in src/kernels/backend.ts.
#pragma once
#define FUNCTIONS(X) \
  X(gemmNN, "iiiaaaaaa") \
  X(gemmTN, "iiiaaaaaa") \
  X(embed, "iiaaaaa") \
  X(lookUp, "iiaaaaaaa") \
  X(scatter, "iiaaaaa") \
  X(biasRows, "iiaaaa") \
  X(columnSums, "iiaaa") \
  X(rowNorms, "iiaaa") \
  X(maskColumns, "iiaa") \
  X(copyRows, "iiaaaa") \
  X(transpose, "iiaaii") \
  X(zero, "aa") \
  X(drawUniform, "aiifaaa") \
  X(dropoutMask, "iiiiaaiif") \
  X(multiplyRows, "iiaaaaaa") \
  X(activateRows, "iiiaa") \
  X(slopeRows, "iiiaaaa") \
  X(rnnForward, "iiiiiaaaaa") \
  X(rnnBackward, "iiiiiaaaaaaa") \
  X(lstmForward, "iiiiaaaaaaaa") \
  X(lstmBackward, "iiiiaaaaaaaaaa") \
  X(gruForward, "iiiiaaaaa") \
  X(gruBackward, "iiiiaaaaaaa") \
  X(softmaxMaxima, "iiiiaaa") \
  X(softmaxCrossEntropy, "iiaaafaa") \
  X(softmaxGradient, "iiiaaafaa") \
  X(sigmoidLoss, "iiaaafai") \
  X(squaredError, "iiaaaf") \
  X(logProbabilities, "iaaai") \
  X(sumSquares, "aa") \
  X(add, "aaa") \
  X(clipValues, "aaf") \
  X(adam, "aaaaafffffffif") \
  X(adagrad, "aaaaffff") \
  X(rmsprop, "aaaaaffffff") \
  X(sgd, "aaaaffff")
