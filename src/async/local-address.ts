/**
 * Returns whether an address is on this machine or in a private network. Only the name of the host is looked at; no name is
 * resolved. Private are 127.*, 10.*, 172.16-31.*, 192.168.*, 169.254.*, ::1, fc00::/7, fe80::/10, "localhost", names that end in
 * ".local", ".localhost", ".lan" or ".internal", and names without a dot, as containers have them.
 */
export function isLocalAddress(address: string): boolean {
  const host = new URL(address).hostname.toLowerCase().replace(/^\[|\]$/g, "");
  if (host.includes(":")) return /^(::1$|::$|f[cd]|fe[89ab]|::ffff:(7f|a[0-9a-f]{2}:|c0a8:))/.test(host);
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    return /^(0\.|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host);
  }
  return !host.includes(".") || /\.(local|localhost|lan|internal)$/.test(host);
}
