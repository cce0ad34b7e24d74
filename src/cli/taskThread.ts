// A helper thread of the command line: adapts its share of the tasks.

import { parentPort } from 'node:worker_threads';
import { serveTasks, type TaskReply } from '../training/taskPool.ts';
import type { TaskRequest } from '../training/taskWork.ts';

const serve = serveTasks((reply: TaskReply, transfer) => parentPort?.postMessage(reply, transfer));
parentPort?.on('message', (request: TaskRequest & { id: number }) => void serve(request));
