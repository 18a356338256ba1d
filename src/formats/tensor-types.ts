/** Bits an element takes, by the names of the safetensors format. */
export const TENSOR_TYPES = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E5M2FNUZ: 8,
  F8_E4M3FNUZ: 8,
  F8_E8M0: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

export type TensorType = keyof typeof TENSOR_TYPES;
export type Values = Float64Array | Float32Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

export function isTensorType(value: unknown): value is TensorType {
  return typeof value === 'string' && Object.hasOwn(TENSOR_TYPES, value);
}

/** Types whose elements are packed below a byte in an order that the format does not fix: shown with their shapes, not read. */
export function isReadable(type: TensorType): boolean {
  return type !== 'F6_E2M3' && type !== 'F6_E3M2';
}

/** Values that an element has: two parts of a complex number. */
export function valuesPerElement(type: TensorType): number {
  return type === 'C64' ? 2 : 1;
}

/**
 * Elements as numbers; complex ones as real and imaginary part in turn, 64-bit integers rounded to doubles. Little-endian, like the format.
 * @param bytes whole elements
 */
export function decodeValues(type: TensorType, bytes: Uint8Array): Values {
  // A view of wider elements needs an aligned start.
  const { buffer } = bytes.slice();
  switch (type) {
    case 'BOOL':
    case 'U8':
      return new Uint8Array(buffer);
    case 'I8':
      return new Int8Array(buffer);
    case 'I16':
      return new Int16Array(buffer);
    case 'U16':
      return new Uint16Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    case 'U32':
      return new Uint32Array(buffer);
    case 'F32':
    case 'C64':
      return new Float32Array(buffer);
    case 'F64':
      return new Float64Array(buffer);
    case 'I64':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case 'U64':
      return Float64Array.from(new BigUint64Array(buffer), Number);
    case 'BF16': {
      const halves = new Uint16Array(buffer);
      const words = new Uint32Array(halves.length);
      for (let i = 0; i < halves.length; i++) words[i] = halves[i]! << 16;
      return new Float32Array(words.buffer);
    }
    case 'F16':
      return look(new Uint16Array(buffer), table(type));
    case 'F4': {
      // Two in a byte, the lower half first.
      const values = table(type);
      const result = new Float32Array(bytes.length * 2);
      for (let i = 0; i < bytes.length; i++) {
        result[2 * i] = values[bytes[i]! & 15]!;
        result[2 * i + 1] = values[bytes[i]! >> 4]!;
      }
      return result;
    }
    default:
      return look(bytes, table(type));
  }
}

function look(codes: Uint8Array | Uint16Array, values: Float32Array): Float32Array {
  const result = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) result[i] = values[codes[i]!]!;
  return result;
}

interface SmallFloat {
  readonly exponent: number;
  readonly mantissa: number;
  readonly bias: number;
  /** ieee: the highest exponent holds infinity and NaN; fn: all ones alone is NaN; fnuz: minus zero is NaN; finite: none. */
  readonly special: 'ieee' | 'fn' | 'fnuz' | 'finite';
}

/** OCP 8-bit and microscaling formats, and IEEE's half. */
const SMALL_FLOATS: Partial<Record<TensorType, SmallFloat>> = {
  F16: { exponent: 5, mantissa: 10, bias: 15, special: 'ieee' },
  F8_E5M2: { exponent: 5, mantissa: 2, bias: 15, special: 'ieee' },
  F8_E4M3: { exponent: 4, mantissa: 3, bias: 7, special: 'fn' },
  F8_E5M2FNUZ: { exponent: 5, mantissa: 2, bias: 16, special: 'fnuz' },
  F8_E4M3FNUZ: { exponent: 4, mantissa: 3, bias: 8, special: 'fnuz' },
  F4: { exponent: 2, mantissa: 1, bias: 1, special: 'finite' },
};
const tables = new Map<TensorType, Float32Array>();

/** Values of all codes of a type. */
function table(type: TensorType): Float32Array {
  const known = tables.get(type);
  if (known) return known;
  const made =
    type === 'F8_E8M0'
      ? Float32Array.from({ length: 256 }, (_, code) => (code === 255 ? Number.NaN : 2 ** (code - 127)))
      : Float32Array.from({ length: 2 ** TENSOR_TYPES[type] }, (_, code) => decodeSmall(code, SMALL_FLOATS[type]!));
  tables.set(type, made);
  return made;
}

function decodeSmall(code: number, { exponent, mantissa, bias, special }: SmallFloat): number {
  const sign = code >> (exponent + mantissa) ? -1 : 1;
  const power = (code >> mantissa) & (2 ** exponent - 1);
  const fraction = code & (2 ** mantissa - 1);
  const top = power === 2 ** exponent - 1;
  if (special === 'ieee' && top) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (special === 'fn' && top && fraction === 2 ** mantissa - 1) return Number.NaN;
  if (special === 'fnuz' && sign < 0 && power === 0 && fraction === 0) return Number.NaN;
  return power === 0 ? sign * fraction * 2 ** (1 - bias - mantissa) : sign * (1 + fraction / 2 ** mantissa) * 2 ** (power - bias);
}
