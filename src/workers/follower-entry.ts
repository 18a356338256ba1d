// The further threads of a training, each of which computes its share of the streams, and the thread that looks after them.
import { workerData } from 'node:worker_threads';
import { type FollowerRequest, follow } from '../network/follower';
import { offerNativeKernels } from './native-kernels';
import { type SupervisorRequest, supervise } from './threads';

offerNativeKernels();
const request = workerData as FollowerRequest | SupervisorRequest;
if ('followers' in request) supervise(request);
else follow(request);
