// Points Dawn (WebGPU for Node) at Chromium's software GPU, so that WGSL is tested without a browser or a GPU.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { findSwiftShader } from './chromium.mjs';
import { CACHE } from './paths.mjs';

/**
 * Environment for a process that uses the `webgpu` package.
 *
 * Dawn loads `libvulkan.so.1`, the system's Vulkan loader, which a machine without a GPU often lacks. SwiftShader
 * exports the same entry points, so a link to it under that name serves as well, with or without a loader.
 * MPLP_VULKAN=system keeps the system's own loader and GPU.
 *
 * @returns {Record<string, string>}
 */
export function vulkanEnv() {
  if (process.platform !== 'linux' || process.env['MPLP_VULKAN'] === 'system') return {};
  const folder = findSwiftShader();
  if (folder === undefined) return {}; // The setup file of the gpu tests then fails for want of an adapter.
  const links = join(CACHE, 'vulkan');
  const link = join(links, 'libvulkan.so.1');
  mkdirSync(links, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join(folder, 'libvk_swiftshader.so'), link);
  const others = process.env['LD_LIBRARY_PATH'];
  return {
    LD_LIBRARY_PATH: others ? `${links}:${others}` : links,
    VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
  };
}

/** @returns {boolean} whether the system has a Vulkan loader of its own, as machines with a GPU driver do. */
export function hasSystemVulkan() {
  const folders = ['/usr/lib', '/usr/lib64', '/usr/local/lib'].filter((folder) => existsSync(folder));
  const nested = folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.name.endsWith('-linux-gnu') ? [join(folder, entry.name)] : [],
    ),
  );
  return (
    process.platform !== 'linux' || [...folders, ...nested].some((folder) => existsSync(join(folder, 'libvulkan.so.1')))
  );
}
