/** A start of Adobe S3Mock as a process of its own, and the contract of object stores against it and an unchanged S3Proxy. */
package io.foreshard.testing.service;
