// Reads what a shared library is for and what it imports, so that binaries for machines that are not at hand can be checked.

const text = (bytes, at) => bytes.toString('latin1', at, bytes.indexOf(0, at));

/** @typedef {{ machine: string, libraries: string[], imports: string[], versions: string[], exports: string[] }} Contents */

/** ELF, 64 bits. @returns {Contents} */
function readElf(b) {
  const sections = [];
  const start = Number(b.readBigUInt64LE(0x28));
  for (let i = 0, at = start; i < b.readUInt16LE(0x3c); i++, at += b.readUInt16LE(0x3a))
    sections.push({
      type: b.readUInt32LE(at + 4),
      offset: Number(b.readBigUInt64LE(at + 0x18)),
      size: Number(b.readBigUInt64LE(at + 0x20)),
      link: b.readUInt32LE(at + 0x28),
    });
  const found = { machine: { 62: 'x64', 183: 'arm64' }[b.readUInt16LE(0x12)] ?? '?', libraries: [], imports: [], versions: [], exports: [] };
  for (const { type, offset, size, link } of sections) {
    const names = sections[link]?.offset ?? 0;
    const end = offset + size;
    if (type === 11)
      for (let at = offset + 24; at < end; at += 24)
        found[b.readUInt16LE(at + 6) === 0 ? 'imports' : 'exports'].push(text(b, names + b.readUInt32LE(at)));
    if (type === 6)
      for (let at = offset; at < end; at += 16)
        if (b.readBigUInt64LE(at) === 1n) found.libraries.push(text(b, names + Number(b.readBigUInt64LE(at + 8))));
    if (type === 0x6ffffffe)
      for (let at = offset, next = 1; next; at += next) {
        next = b.readUInt32LE(at + 12);
        for (let part = at + b.readUInt32LE(at + 8), step = 1; step; part += step) {
          found.versions.push(text(b, names + b.readUInt32LE(part + 8)));
          step = b.readUInt32LE(part + 12);
        }
      }
  }
  return found;
}

/** Mach-O, 64 bits. @returns {Contents} */
function readMachO(b) {
  const found = { machine: { 16777223: 'x64', 16777228: 'arm64' }[b.readUInt32LE(4)] ?? '?', libraries: [], imports: [], versions: [], exports: [] };
  for (let i = 0, at = 32; i < b.readUInt32LE(16); i++, at += b.readUInt32LE(at + 4)) {
    const command = b.readUInt32LE(at);
    if (command === 0xc) found.libraries.push(text(b, at + b.readUInt32LE(at + 8)));
    if (command !== 2) continue;
    const [symbols, count, names] = [8, 12, 16].map((offset) => b.readUInt32LE(at + offset));
    for (let k = 0; k < count; k++) {
      const type = b[symbols + k * 16 + 4];
      if (!(type & 1)) continue;
      const name = text(b, names + b.readUInt32LE(symbols + k * 16)).replace(/^_/, '');
      found[(type & 0xe) === 0 ? 'imports' : 'exports'].push(name);
    }
  }
  return found;
}

/** PE32+. @returns {Contents} */
function readPe(b) {
  const header = b.readUInt32LE(0x3c);
  const optional = header + 24;
  const sections = [];
  for (let i = 0, at = optional + b.readUInt16LE(header + 20); i < b.readUInt16LE(header + 6); i++, at += 40)
    sections.push({ address: b.readUInt32LE(at + 12), size: b.readUInt32LE(at + 16), offset: b.readUInt32LE(at + 20) });
  const place = (address) => {
    const section = sections.find((s) => address >= s.address && address < s.address + s.size);
    return section ? address - section.address + section.offset : 0;
  };
  const found = {
    machine: { 34404: 'x64', 43620: 'arm64' }[b.readUInt16LE(header + 4)] ?? '?',
    libraries: [],
    imports: [],
    versions: [],
    exports: [],
  };
  const exported = place(b.readUInt32LE(optional + 112));
  if (exported)
    for (let i = 0; i < b.readUInt32LE(exported + 24); i++)
      found.exports.push(text(b, place(b.readUInt32LE(place(b.readUInt32LE(exported + 32)) + i * 4))));
  const imported = b.readUInt32LE(optional + 120);
  for (let at = place(imported); imported && b.readUInt32LE(at + 12); at += 20) {
    found.libraries.push(text(b, place(b.readUInt32LE(at + 12))));
    for (let entry = place(b.readUInt32LE(at + 16)); b.readBigUInt64LE(entry) !== 0n; entry += 8)
      found.imports.push(text(b, place(b.readUInt32LE(entry)) + 2));
  }
  return found;
}

/**
 * @param {Buffer} bytes @param {string} target as in targets.mjs
 * @returns {Contents & { problems: string[] }} `problems`: why it must not be shipped for the target
 */
export function inspect(bytes, target) {
  const magic = bytes.readUInt32LE(0);
  const format = magic === 0x464c457f ? 'elf' : magic === 0xfeedfacf ? 'macho' : (magic & 0xffff) === 0x5a4d ? 'pe' : undefined;
  const [platform, arch] = target.split('-');
  if (format !== { linux: 'elf', alpine: 'elf', darwin: 'macho', win32: 'pe' }[platform])
    return { machine: '?', libraries: [], imports: [], versions: [], exports: [], problems: [`it is not a library for ${platform}`] };
  const found = { elf: readElf, macho: readMachO, pe: readPe }[format](bytes);
  const problems = [];
  if (found.machine !== arch) problems.push(`it is for ${found.machine}`);
  for (const name of ['napi_register_module_v1', 'node_api_module_get_api_version_v1'])
    if (!found.exports.includes(name)) problems.push(`${name} is missing`);
  const system = {
    darwin: ['dyld_stub_binder', 'sigaction'],
    win32: ['AddVectoredExceptionHandler', 'GetModuleHandleA', 'GetModuleHandleExA', 'GetProcAddress'],
  }[platform] ?? ['sigaction'];
  for (const name of found.imports) if (!name.startsWith('napi_') && !system.includes(name)) problems.push(`it imports ${name}`);
  const libraries = { darwin: ['/usr/lib/libSystem.B.dylib'], win32: ['KERNEL32.dll'] }[platform] ?? [];
  for (const name of found.libraries) if (!libraries.includes(name)) problems.push(`it needs ${name}`);
  for (const name of found.versions) {
    const [, minor] = /^GLIBC_2\.(\d+)/.exec(name) ?? [];
    if (minor === undefined || Number(minor) > 28) problems.push(`it needs ${name}`);
  }
  return { ...found, problems };
}
