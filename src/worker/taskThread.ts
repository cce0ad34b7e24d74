// A helper thread of the page's worker: adapts its share of the tasks.

import { serveTasks, type TaskReply } from '../training/taskPool.ts';
import type { TaskRequest } from '../training/taskWork.ts';

const serve = serveTasks((reply: TaskReply, transfer) => {
  self.postMessage(reply, { transfer });
});
self.onmessage = ({ data }: MessageEvent<TaskRequest & { id: number }>) => void serve(data);
