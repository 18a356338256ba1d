// The tutorial's thread in a page: a web worker that computes one lesson at a time. A page ends a lesson by ending its worker.
import type { TutorialReply, TutorialRequest } from '../protocol/tutorial';
import { runLesson } from '../tutorial/lesson';

interface WorkerScope {
  onmessage: ((event: { data: TutorialRequest }) => void) | null;
  postMessage(reply: TutorialReply | 'over'): void;
}

declare const self: WorkerScope;

self.onmessage = ({ data }) => {
  runLesson(data, (reply) => self.postMessage(reply));
  self.postMessage('over');
};
