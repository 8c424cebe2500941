/**
 * A WebM recording as Ogg Opus, the only form in which WhatsApp carries voice messages ("audio/ogg; codecs=opus").
 * The packets stay as they are; only the box around them changes. (RFC 3533 Ogg, RFC 7845 Opus in Ogg, Matroska.)
 */

const OPENED = new Set([0x18538067, 0x1f43b675, 0x1654ae6b, 0xae, 0xa0]); // Segment, Cluster, Tracks, TrackEntry, BlockGroup
const CODEC_PRIVATE = 0x63a2;
const BLOCKS = new Set([0xa3, 0xa1]);
const PACKETS_A_PAGE = 50;
const SERIAL = 0x626f7468;

/** → a File of Ogg Opus, or null when the recording is not WebM with Opus. */
export async function asOgg(blob) {
  const { head, packets } = unboxed(new Uint8Array(await blob.arrayBuffer()));
  if (!head || !packets.length) return null;
  return new File(pages(head, packets), "voice.ogg", { type: "audio/ogg; codecs=opus" });
}

/** Walks the elements of a WebM file; containers are entered, everything unknown is stepped over. */
function unboxed(bytes) {
  const found = { head: null, packets: [] };
  let at = 0;
  while (at < bytes.length) {
    const id = number(bytes, at, true);
    const size = number(bytes, at + id.width, false);
    at += id.width + size.width;
    if (OPENED.has(id.value)) continue;
    if (id.value === CODEC_PRIVATE) found.head = bytes.slice(at, at + size.value);
    if (BLOCKS.has(id.value)) found.packets.push(packetOf(bytes.subarray(at, at + size.value)));
    at += size.value;
  }
  return found;
}

/** A variable-length number of Matroska; ids keep their marker bit. */
function number(bytes, at, marked) {
  const width = Math.clz32(bytes[at] || 1) - 23;
  let value = marked ? bytes[at] : bytes[at] & (0xff >> width);
  for (let i = 1; i < width; i += 1) value = value * 256 + (bytes[at + i] ?? 0);
  return { value, width };
}

/** A block is track number, two bytes of time, one of flags, and the packet: recorders do not lace audio. */
function packetOf(block) {
  return block.slice(number(block, 0, false).width + 3);
}

function pages(head, packets) {
  const out = [page([head], { first: true, played: 0n, no: 0 }), page([tags()], { played: 0n, no: 1 })];
  let played = 0n;
  for (let at = 0; at < packets.length; at += PACKETS_A_PAGE) {
    const group = packets.slice(at, at + PACKETS_A_PAGE);
    played += BigInt(group.reduce((sum, packet) => sum + samplesOf(packet), 0));
    out.push(page(group, { last: at + PACKETS_A_PAGE >= packets.length, played, no: out.length }));
  }
  return out;
}

function tags() {
  const vendor = new TextEncoder().encode("Bothends");
  const bytes = new Uint8Array(8 + 4 + vendor.length + 4);
  bytes.set(new TextEncoder().encode("OpusTags"));
  new DataView(bytes.buffer).setUint32(8, vendor.length, true);
  bytes.set(vendor, 12);
  return bytes;
}

/** Samples at 48 kHz that a packet holds, from its first byte (RFC 6716, 3.1). */
function samplesOf(packet) {
  const config = packet[0] >> 3;
  const ms =
    config < 12 ? [10, 20, 40, 60][config % 4] : config < 16 ? [10, 20][config % 2] : [2.5, 5, 10, 20][config % 4];
  const frames = [1, 2, 2, packet[1] & 0x3f][packet[0] & 3];
  return ms * 48 * frames;
}

function page(packets, { first = false, last = false, played, no }) {
  const lacing = packets.flatMap((packet) => [
    ...Array(Math.floor(packet.length / 255)).fill(255),
    packet.length % 255,
  ]);
  const bytes = new Uint8Array(27 + lacing.length + packets.reduce((sum, packet) => sum + packet.length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("OggS"));
  bytes[5] = (first ? 2 : 0) | (last ? 4 : 0);
  view.setBigUint64(6, played, true);
  view.setUint32(14, SERIAL, true);
  view.setUint32(18, no, true);
  bytes[26] = lacing.length;
  bytes.set(lacing, 27);
  let at = 27 + lacing.length;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

/** Ogg's own CRC-32: not reflected, starts at 0. */
function checksum(bytes) {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}
