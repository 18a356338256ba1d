// A further thread of a training: computes its share of the streams.
import { workerData } from 'node:worker_threads';
import { type FollowerRequest, follow } from '../network/follower';

follow(workerData as FollowerRequest);
