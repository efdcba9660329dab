import { expect, it } from "vitest";
import { isLocalAddress } from "../../src/async/local-address.ts";

it.each([
  "http://localhost:8080/v1",
  "http://127.0.0.1",
  "http://127.8.9.1:1",
  "http://[::1]:8080",
  "http://[fd00::1]",
  "http://[fe80::1]",
  "http://10.1.2.3",
  "http://172.16.0.1",
  "http://172.31.255.1",
  "http://192.168.1.2",
  "http://169.254.169.254",
  "http://0.0.0.0",
  "http://box:8080",
  "http://nas.local",
  "http://host.docker.internal:11434",
])("%s is on this machine or in a private network", (address) => {
  expect(isLocalAddress(address)).toBe(true);
});

it.each([
  "https://api.openai.com/v1",
  "http://172.32.0.1",
  "http://11.0.0.1",
  "http://192.169.0.1",
  "http://[2606:4700::1111]",
  "http://localhost.example.com",
  "http://10.example.com",
])("%s is not", (address) => {
  expect(isLocalAddress(address)).toBe(false);
});
