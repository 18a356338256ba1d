import { UnrollError } from '../protocol/error';
import type { TutorialReply, TutorialRequest } from '../protocol/tutorial';
import { addingLesson } from './adding-lesson';
import { digitsLesson, readDigit } from './digits-lesson';
import { jacobianLesson } from './jacobian-lesson';
import { pairsLesson } from './pairs-lesson';
import { seriesLesson } from './series-lesson';
import { trainingLesson } from './training-lesson';
import { walkLesson } from './walk-lesson';

/** Computes what a section of the tutorial asks for, and reports while it does. Errors that people can understand are replies. */
export function runLesson(request: TutorialRequest, send: (reply: TutorialReply) => void): void {
  try {
    compute(request, send);
  } catch (error) {
    if (!(error instanceof UnrollError)) throw error;
    send({ type: 'failed', id: error.id, args: error.args });
  }
}

function compute(request: TutorialRequest, send: (reply: TutorialReply) => void): void {
  switch (request.kind) {
    case 'train':
      trainingLesson(request, send);
      return;
    case 'walk':
      send(walkLesson(request));
      return;
    case 'jacobians':
      send(jacobianLesson(request));
      return;
    case 'digits':
      digitsLesson(request, send);
      return;
    case 'read digit':
      send(readDigit(request));
      return;
    case 'series':
      seriesLesson(request, send);
      return;
    case 'pairs':
      pairsLesson(request, send);
      return;
    case 'adding':
      addingLesson(request, send);
  }
}
