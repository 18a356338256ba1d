import { collisions, defaultKeybindings } from './keybindings';
import { activated } from './support';

/** Entry of `extensionTestsPath` in a window of another platform: only what differs there. */
export async function run(): Promise<void> {
  await activated();
  const defaults = await defaultKeybindings();
  const mac = defaults.some(({ key }) => key.startsWith('cmd+'));
  console.log(`${defaults.length} default keybindings, ${mac ? 'with' : 'without'} a command key`);
  const found = collisions(defaults);
  if (found.length > 0) throw new Error(`keybindings collide: ${found.join('; ')}`);
}
