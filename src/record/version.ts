import { version } from '../../package.json';

/** The lab's version, as runs keep it and workers compare it. */
export const LAB_VERSION: string = version;
