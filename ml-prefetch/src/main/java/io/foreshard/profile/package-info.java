/** Windows of user actions and the profile ids that are issued from them. */
package io.foreshard.profile;
